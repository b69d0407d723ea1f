/* Dragging the line of a threshold sets the number in the rule. See leap_dash/figures/rule_spread.py. */
(function () {
  "use strict";

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* (what was moved, the figure) -> nothing; tells rule.js whose threshold it is, the new number
       as a rule has it, and the shape of the draft that the figure shows */
    move_threshold: function (moved, figure) {
      var of = figure && figure.layout && figure.layout.meta;
      var ends = [moved && moved["shapes[0].x0"], moved && moved["shapes[0].x1"]].filter(
        function (end) {
          return typeof end === "number";
        }
      );
      if (!of || !ends.length) return;
      // Whoever drags one end alone moves the whole line.
      var far = ends.reduce(function (one, other) {
        return Math.abs(other - of.value) > Math.abs(one - of.value) ? other : one;
      });
      var value = Math.min(Math.max(Math.round(far), 0), of.most);
      var written = Number((value * of.per_unit).toFixed(4));
      var path = of.place.map(function (position) {
        return position + 1;
      });
      window.dash_clientside.leap.tell_in_rule({
        do: "threshold",
        path: path.join("."),
        value: written,
        seen: of.shape,
      });
    },
  });
})();

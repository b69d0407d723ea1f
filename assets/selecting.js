/* Keeps the boxes of a list, the one over them and the bar with the count together.
   See leap_dash/pages/selecting.py. */
(function () {
  "use strict";

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* (boxes, [every], clicks) -> [boxes, [every], bar is hidden, count, spoken, button] */
    select_awards: function (boxes, every) {
      var unchanged = window.dash_clientside.no_update;
      var by = window.dash_clientside.callback_context.triggered_id;
      var wanted; // of all boxes, where one press is for all
      if (by === "awards-clear") wanted = false;
      else if (by && by.type === "award-every") wanted = Boolean(every[0]);
      var now = boxes.map(function (value) {
        return wanted === undefined ? Boolean(value) : wanted;
      });
      var many = now.filter(Boolean).length;
      var count = many + " selected";
      // The bar is about to go, and with it the button that has the focus.
      if (by === "awards-clear") document.querySelector(".ld-pick input").focus();
      return [
        now.map(function (value, i) {
          return value === Boolean(boxes[i]) ? unchanged : value;
        }),
        every.map(function () {
          return many > 0 && many === now.length;
        }),
        many === 0,
        count,
        many || by ? count : "",
        many === 1 ? "Revoke 1 badge" : "Revoke " + many + " badges",
      ];
    },
  });
})();

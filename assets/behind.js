/* From a mark of a figure to the people behind it: which mark it is stands in the address, and a
   dialog shows who. See leap_dash/pages/cohort_behind.py. */
(function () {
  "use strict";

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* (click, id of the figure, id of what holds the mark) -> nothing; said in the address */
    look_behind: function (click, figure, holder) {
      var point = ((click && click.points) || []).find(function (each) {
        return typeof each.customdata === "string" && each.customdata;
      });
      if (!point) return;
      window.dash_clientside.set_props(holder, { value: point.customdata });
      // Else a second press on the same mark would not be one.
      window.dash_clientside.set_props(figure, { clickData: null });
    },
    /* (whether the dialog is open, the mark, id of what holds it) -> nothing */
    close_behind: function (open, mark, holder) {
      if (!open && mark) window.dash_clientside.set_props(holder, { value: "" });
    },
  });
})();

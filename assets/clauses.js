/* A click on a bar of the clauses shows the learners behind it, in the list beside or below. */
(function () {
  "use strict";

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    show_behind: function (click, list) {
      if (!click) return window.dash_clientside.no_update;
      document.getElementById(list).scrollIntoView({ block: "nearest" });
      return click.points[0].customdata;
    },
  });
})();

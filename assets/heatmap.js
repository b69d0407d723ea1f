/* A click on a cell of the heatmap opens the learner in whose row it stands. */
(function () {
  "use strict";

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    open_learner: function (click, figure) {
      var unchanged = window.dash_clientside.no_update;
      if (!click || !figure) return unchanged;
      var learner = figure.layout.meta.learner_ids[click.points[0].y];
      return learner ? "/app/learners/" + learner : unchanged;
    },
  });
})();

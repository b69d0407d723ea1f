/* Tells which of many buttons was pressed. See leap_dash/pages/picking.py. */
(function () {
  "use strict";

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* (clicks) -> {of: what the pressed button is about, at: when}; buttons that have just come
       into the page call it too. */
    pick: function () {
      var context = window.dash_clientside.callback_context;
      var pressed = context.triggered.some(function (each) {
        return each.value;
      });
      if (!pressed || !context.triggered_id) return window.dash_clientside.no_update;
      return { of: context.triggered_id.of, at: Date.now() };
    },
  });
})();

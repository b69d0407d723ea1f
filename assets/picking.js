/* Tells which of many buttons was pressed. See leap_dash/pages/picking.py. */
(function () {
  "use strict";

  /* A list that is drawn anew takes the pressed button with it, and the focus. It goes to the button
     that has come in its place or, where there is none, to the first of the panel. */
  function keepFocus(pressed) {
    var panel = pressed.closest(".ld-panel");
    var main = document.getElementById("main");
    new MutationObserver(function (_, observer) {
      if (pressed.isConnected) return;
      observer.disconnect();
      if (document.activeElement !== document.body || !panel || !panel.isConnected) return;
      var next = document.getElementById(pressed.id) || panel.querySelector("button");
      if (next) next.focus();
    }).observe(main, { childList: true, subtree: true });
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* (clicks, values) -> {of: what the pressed button is about, value: its value, at: when};
       buttons that have just come into the page call it too. */
    pick: function () {
      var context = window.dash_clientside.callback_context;
      var pressed = context.triggered.some(function (each) {
        return each.value;
      });
      if (!pressed || !context.triggered_id) return window.dash_clientside.no_update;
      var of = context.triggered_id.of;
      var button = context.states_list[0].find(function (each) {
        return each.id.of === of;
      });
      if (document.activeElement.closest("#main button")) keepFocus(document.activeElement);
      return { of: of, value: button.value, at: Date.now() };
    },
  });
})();

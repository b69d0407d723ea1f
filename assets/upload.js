/* Says of a file that is too large that it is, instead of sending it for nothing.

   A label with data-ld-most (bytes) and data-ld-field (where the words go) surrounds the field. The
   server says the same of what comes without this script, as long as it takes the request at all. */
(function () {
  "use strict";

  function refuseLarge(event, files) {
    var label = event.target.closest && event.target.closest("label[data-ld-most]");
    if (!label || !files || !files.length) return;
    var most = Number(label.dataset.ldMost);
    if (files[0].size <= most) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.dash_clientside.set_props(label.dataset.ldField, {
      children:
        "Has " + files[0].size.toLocaleString("en") + " bytes; at most " +
        most.toLocaleString("en") + " are taken.",
    });
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* the name of a chosen file -> what says so */
    chosen_file: function (name) {
      return name ? "Chosen: " + name : "";
    },
  });

  // Before the field itself hears of it.
  document.addEventListener("change", function (event) {
    refuseLarge(event, event.target.files);
  }, true);
  document.addEventListener("drop", function (event) {
    refuseLarge(event, event.dataTransfer && event.dataTransfer.files);
  }, true);
})();

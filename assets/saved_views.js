/* What the browser alone knows of a view that is saved: its address. See leap_dash/pages/saved_views.py. */
(function () {
  "use strict";

  /* With the time, so that asking for the same once more is a change too. */
  function ask(wanted) {
    return Object.assign({ at: Date.now() }, wanted);
  }

  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element && event.target.closest("[data-ld-view]");
    if (!button) return;
    var wanted = ask(JSON.parse(button.dataset.ldView));
    window.dash_clientside.set_props("saved-views-wanted", { data: wanted });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* (clicks, enters, name) -> {deed, name, address} */
    wanted_view: function (clicks, enters, name) {
      var here = window.location;
      return ask({ deed: "save", name: name || "", address: here.pathname + here.hash });
    },

    /* (clicks) -> what the button says */
    copy_link: function () {
      return navigator.clipboard.writeText(window.location.href).then(
        function () {
          return "Link copied";
        },
        function () {
          return "Copy it from the address bar";
        }
      );
    },
  });
})();

/* What the frame does in the browser: say that a page has arrived, follow the theme, close menus. */
(function () {
  "use strict";

  var shown = {}; // the path and the heading of the page that is shown

  function markCurrent(path) {
    document.querySelectorAll(".ld-nav-link").forEach(function (link) {
      var own = new URL(link.href).pathname;
      if (path === own || (own !== "/app/" && path.startsWith(own + "/"))) {
        link.setAttribute("aria-current", "page");
      } else {
        link.removeAttribute("aria-current");
      }
    });
  }

  /* Called whenever anything in the main region has changed. */
  function look(main) {
    var path = window.location.pathname;
    var heading = main.querySelector("h1");
    if (!heading) return;
    if (heading.textContent !== shown.heading) {
      document.title = heading.textContent + " · LEAP Dash";
      document.getElementById("announcer").textContent = heading.textContent;
    }
    if (path !== shown.path) {
      markCurrent(path);
      // The first page of a load keeps the browser's own focus; later ones would leave it on a
      // link that is not about what is shown.
      if (shown.path) {
        if (document.querySelector("#toast [data-ld-here]")) {
          window.dash_clientside.set_props("toast", { children: [] });
        }
        main.focus({ preventScroll: true });
        window.scrollTo(0, 0);
      }
    }
    shown = { path: path, heading: heading.textContent };
  }

  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) return;
    var skip = event.target.closest("[data-ld-skip-to]");
    if (skip) document.getElementById(skip.dataset.ldSkipTo).focus();
    var closing = event.target.closest("[data-ld-empties]");
    if (closing) window.dash_clientside.set_props(closing.dataset.ldEmpties, { children: [] });
    // A menu closes as soon as something else is pressed, or a link in it followed.
    document.querySelectorAll(".ld-menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
    });
  });

  document.addEventListener("ld-theme", function (event) {
    window.dash_clientside.set_props("theme", { data: event.detail });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* Called once, when the frame has been drawn. Returns "light" or "dark", for figures; later
       changes follow by themselves. */
    start: function () {
      var main = document.getElementById("main");
      new MutationObserver(look.bind(null, main)).observe(main, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      look(main);
      document.dispatchEvent(new Event("ld-frame")); // there are buttons now whose state is to be shown
      return document.documentElement.dataset.bsTheme || "light";
    },
  });
})();

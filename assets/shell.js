/* What the frame does in the browser: say that a page has arrived, and skip to the content. */
(function () {
  "use strict";

  var firstPage = true;

  function markCurrent() {
    var path = window.location.pathname;
    document.querySelectorAll(".ld-nav-link").forEach(function (link) {
      var own = new URL(link.href, window.location.href).pathname;
      var home = own === "/app/";
      var current = home ? path === own : path === own || path.startsWith(own + "/");
      if (current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  function arrived() {
    var main = document.getElementById("main");
    var heading = main && main.querySelector("h1");
    document.title = heading ? heading.textContent + " · LEAP Dash" : "LEAP Dash";
    markCurrent();
    // The first page of a load keeps the browser's own focus; later ones would leave it on a link
    // that is no longer about what is shown.
    if (!firstPage && main) {
      main.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    firstPage = false;
    return heading ? heading.textContent : "";
  }

  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) return;
    var skip = event.target.closest("[data-ld-skip-to]");
    if (skip) document.getElementById(skip.dataset.ldSkipTo).focus();
    var closing = event.target.closest("[data-ld-empties]");
    if (closing) window.dash_clientside.set_props(closing.dataset.ldEmpties, { children: [] });
    // A menu closes as soon as something else is pressed.
    document.querySelectorAll(".ld-menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* After React has drawn what the routing callback gave: title, current link, focus, words. */
    arrive: function () {
      return new Promise(function (resolve) {
        window.requestAnimationFrame(function () {
          window.setTimeout(function () {
            resolve(arrived());
          }, 0);
        });
      });
    },

    /* "light" or "dark", for figures; changes again whenever theme.js says so. */
    theme: function () {
      if (!window.ldThemeFollowed) {
        window.ldThemeFollowed = true;
        document.addEventListener("ld-theme", function (event) {
          window.dash_clientside.set_props("theme", { data: event.detail });
        });
      }
      return document.documentElement.dataset.bsTheme || "light";
    },
  });
})();

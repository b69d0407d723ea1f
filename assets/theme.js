/* Light, dark or as the system says: chosen with a button, kept in this browser.

   Loaded in the <head> without defer, so that the page is never drawn in the wrong colours; doing it
   again is harmless. Any element with data-ld-theme-toggle is a button for it, and any with
   data-ld-theme-choice for the one that it names. Each change is announced as the event "ld-theme"
   on document, with "light" or "dark" as its detail, and said in every element with
   data-ld-theme-name or data-ld-display-said. */
(function () {
  "use strict";

  var KEY = "ld-theme";
  var CHOICES = ["system", "light", "dark"];
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");

  function ofSystem() {
    return system.matches ? "dark" : "light";
  }

  function chosen() {
    try {
      var value = window.localStorage.getItem(KEY);
      return CHOICES.indexOf(value) < 0 ? "system" : value;
    } catch (refused) {
      return root.dataset.ldTheme || "system"; // storage may be forbidden: hold it for this page
    }
  }

  function apply(choice) {
    var theme = choice === "system" ? ofSystem() : choice;
    root.dataset.bsTheme = theme;
    root.dataset.ldTheme = choice;
    name(theme);
    mark();
  }

  function mark() {
    document.querySelectorAll("[data-ld-theme-choice]").forEach(function (button) {
      button.setAttribute("aria-pressed", button.dataset.ldThemeChoice === root.dataset.ldTheme);
    });
  }

  function name(theme) {
    document.querySelectorAll("[data-ld-theme-name], [data-ld-display-said]").forEach(function (place) {
      place.textContent = theme + " colours";
    });
  }

  // Press once for the other colours; when they are the system's own, it decides again from then on.
  function flip() {
    var other = root.dataset.bsTheme === "dark" ? "light" : "dark";
    choose(other === ofSystem() ? "system" : other);
  }

  function choose(choice) {
    root.dataset.ldTheme = choice;
    try {
      window.localStorage.setItem(KEY, choice);
    } catch (refused) {
      // Nothing is lost but the memory of it.
    }
    apply(choice);
  }

  apply(chosen());
  if (window.ldThemeReady) return;
  window.ldThemeReady = true;

  // Whoever changes the attribute, the figures follow.
  var announced = root.dataset.bsTheme;
  new MutationObserver(function () {
    var theme = root.dataset.bsTheme;
    if (theme === announced) return;
    announced = theme;
    name(theme);
    document.dispatchEvent(new CustomEvent("ld-theme", { detail: theme }));
  }).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });

  document.addEventListener("DOMContentLoaded", function () {
    apply(chosen());
  });

  system.addEventListener("change", function () {
    apply(chosen());
  });
  window.addEventListener("storage", function (event) {
    if (event.key === KEY) apply(chosen());
  });
  document.addEventListener("ld-frame", mark);
  document.addEventListener("ld-flip-theme", flip);
  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-ld-theme-toggle]")) flip();
    var button = event.target.closest("[data-ld-theme-choice]");
    if (button) choose(button.dataset.ldThemeChoice);
  });
})();

/* Light, dark or as the system says: chosen with a button, kept in this browser.

   Loaded in the <head> without defer, so that the page is never drawn in the wrong colours; doing it
   again is harmless. Any element with data-ld-theme-toggle is a button for it. Each change is
   announced as the event "ld-theme" on document, with "light" or "dark" as its detail. */
(function () {
  "use strict";

  var KEY = "ld-theme";
  var CHOICES = ["system", "light", "dark"];
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      var value = window.localStorage.getItem(KEY);
      return CHOICES.indexOf(value) < 0 ? "system" : value;
    } catch (refused) {
      return root.dataset.ldTheme || "system"; // storage may be forbidden: hold it for this page
    }
  }

  function apply(choice) {
    var theme = choice === "system" ? (system.matches ? "dark" : "light") : choice;
    var changed = root.dataset.bsTheme !== theme;
    root.dataset.bsTheme = theme;
    root.dataset.ldTheme = choice;
    if (changed) document.dispatchEvent(new CustomEvent("ld-theme", { detail: theme }));
  }

  function next() {
    var choice = CHOICES[(CHOICES.indexOf(chosen()) + 1) % CHOICES.length];
    try {
      window.localStorage.setItem(KEY, choice);
    } catch (refused) {
      // Nothing is lost but the memory of it.
    }
    root.dataset.ldTheme = choice;
    apply(choice);
    return choice;
  }

  apply(chosen());
  if (window.ldThemeReady) return;
  window.ldThemeReady = true;

  system.addEventListener("change", function () {
    apply(chosen());
  });
  window.addEventListener("storage", function (event) {
    if (event.key === KEY) apply(chosen());
  });
  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element && event.target.closest("[data-ld-theme-toggle]");
    if (!button) return;
    var choice = next();
    var status = button.querySelector("[data-ld-theme-name]");
    if (status) status.textContent = choice;
  });
})();

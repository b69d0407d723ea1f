/* How much room rows and panels take: comfortable or compact, kept in this browser. Any element with
   data-ld-density-choice is a button for the one that it names; data-ld-display-said says it. */
(function () {
  "use strict";

  var KEY = "ld-density";
  var root = document.documentElement;

  function chosen() {
    try {
      return window.localStorage.getItem(KEY) === "compact" ? "compact" : "comfortable";
    } catch (refused) {
      return root.dataset.ldDensity || "comfortable"; // storage may be forbidden
    }
  }

  function mark() {
    document.querySelectorAll("[data-ld-density-choice]").forEach(function (button) {
      button.setAttribute("aria-pressed", button.dataset.ldDensityChoice === root.dataset.ldDensity);
    });
  }

  function choose(density) {
    root.dataset.ldDensity = density;
    try {
      window.localStorage.setItem(KEY, density);
    } catch (refused) {
      // Nothing is lost but the memory of it.
    }
    document.querySelectorAll("[data-ld-display-said]").forEach(function (place) {
      place.textContent = density;
    });
    mark();
  }

  root.dataset.ldDensity = chosen();
  document.addEventListener("ld-frame", mark);
  document.addEventListener("ld-flip-density", function () {
    choose(root.dataset.ldDensity === "compact" ? "comfortable" : "compact");
  });
  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element && event.target.closest("[data-ld-density-choice]");
    if (button) choose(button.dataset.ldDensityChoice);
  });
})();

/* Whoever changes a filter of a list sees the first page of the new list: the number of the page that
   was shown means nothing there. Done before Dash hears of the change, so that the address, and with it
   Back and a pasted link, never name a page of another list. */
(function () {
  "use strict";

  function back(event) {
    var filters = event.target instanceof Element && event.target.closest(".ld-filters");
    // See page_holder in leap_dash/pages/controls.py.
    var page = filters && filters.querySelector("[hidden] > input[type=number]");
    if (!page || page === event.target || page.value === "1") return;
    window.dash_clientside.set_props(page.id, { value: 1 });
  }

  document.addEventListener("input", back, true);
  document.addEventListener("change", back, true);
})();

/* Keeps the boxes of a list of learners, the one over them and the bar with the count together.
   See leap_dash/pages/acting.py. */
(function () {
  "use strict";

  var total = 0; // how many fit the list's filters, on all its pages
  var chosen = { ids: [], every: false };

  function set(id, props) {
    window.dash_clientside.set_props(id, props);
  }

  function ofPage() {
    return document.querySelector('input[data-ld-pick="page"]');
  }

  function boxes() {
    return Array.from(document.querySelectorAll('input[data-ld-pick]:not([data-ld-pick="page"])'));
  }

  /* Says who is selected: those whose boxes are ticked, or everybody who fits. */
  function tell(every, spoken) {
    if (!document.getElementById("acting-bar")) return;
    var all = boxes();
    var ids = all
      .filter(function (box) {
        return box.checked;
      })
      .map(function (box) {
        return box.dataset.ldPick;
      });
    var page = ofPage();
    if (page) {
      page.checked = all.length > 0 && ids.length === all.length;
      page.indeterminate = ids.length > 0 && !page.checked;
    }
    var many = every ? total : ids.length;
    var count = many.toLocaleString("en") + " selected";
    if (every) count = "All " + count;
    chosen = { ids: every ? [] : ids, every: every };
    set("acting-chosen", { data: chosen });
    set("acting-bar", { hidden: many === 0 });
    set("acting-count", { children: count });
    set("acting-spoken", { children: spoken || many ? count : "" });
    set("acting-every", {
      hidden: every || total <= all.length || !page || !page.checked,
      children: "Select all " + total.toLocaleString("en") + " that fit",
    });
  }

  function tickAll(ticked) {
    boxes().forEach(function (box) {
      box.checked = ticked;
    });
  }

  document.addEventListener("change", function (event) {
    var picked = event.target instanceof HTMLInputElement && event.target.dataset.ldPick;
    if (!picked) return;
    if (picked === "page") tickAll(event.target.checked);
    tell(false, true);
  });

  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("#acting-every")) {
      // It is about to go, and with it the focus.
      ofPage().focus();
      tell(true, true);
    }
    if (event.target.closest("#acting-clear")) {
      ofPage().focus();
      tickAll(false);
      tell(false, true);
    }
  });

  // A list drawn anew has no ticks.
  document.addEventListener("ld-drawn", function () {
    tell(false, false);
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* (the deed's number) -> the same: nobody is selected any more, and what can be undone is the
       next to be pressed, once the dialog has closed and given the focus back. */
    acted: function (done) {
      tickAll(false);
      tell(false, false);
      window.requestAnimationFrame(function toUndo() {
        if (document.querySelector(".modal")) return window.requestAnimationFrame(toUndo);
        var undo = document.querySelector("#toast button");
        if (undo) undo.focus();
      });
      return String(done);
    },

    /* -> who is selected: ids, or every who fits */
    selected: function () {
      return chosen;
    },

    /* (what the list is of) -> what it is of */
    act_on: function (source) {
      total = source ? source.total : 0;
      return source ? source.of : "";
    },
  });
})();

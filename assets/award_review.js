/* Keeps what was ticked in the review of a bulk award, over all pages of its list, and the number
   on its button. See leap_dash/pages/award_review.py. */
(function () {
  "use strict";

  // Everyone who newly qualifies is ticked but `ids`, or nobody but `ids`.
  var every = true;
  var ids = new Set();
  var awards = 0; // how many are ticked, on all pages
  var before = 0; // and on this one
  var visited = null; // the table of the visit that all this is about

  function boxes() {
    return Array.from(document.querySelectorAll('#review-table input[data-ld-pick]')).filter(
      function (box) {
        return box.dataset.ldPick !== "page";
      }
    );
  }

  function ticked() {
    return boxes().filter(function (box) {
      return box.checked;
    }).length;
  }

  /* The server draws the boxes as they are without changes by hand: put those in. */
  function look() {
    var all = boxes();
    all.forEach(function (box) {
      if (box.ldUsual === undefined) box.ldUsual = box.checked;
      box.checked = box.ldUsual !== ids.has(box.dataset.ldPick);
    });
    before = ticked();
    var page = document.querySelector('#review-table input[data-ld-pick="page"]');
    if (!page) return;
    page.checked = all.length > 0 && before === all.length;
    page.indeterminate = before > 0 && !page.checked;
  }

  function set(id, props) {
    window.dash_clientside.set_props(id, props);
  }

  function same(others) {
    return others.length === ids.size && others.every(ids.has, ids);
  }

  function label() {
    var verb = document.getElementById("review-award").dataset.verb;
    if (awards === 0) return verb;
    return verb + " " + awards.toLocaleString("en") + (awards === 1 ? " badge" : " badges");
  }

  function tell() {
    set("review-ticked", { data: { every: every, ids: Array.from(ids) } });
    set("review-award", { children: label(), disabled: awards === 0 });
    set("review-spoken", { children: awards.toLocaleString("en") + " ticked" });
  }

  // After acting.js, which ticks all of the page where its box is pressed.
  document.addEventListener("change", function (event) {
    if (!(event.target instanceof HTMLInputElement)) return;
    if (!event.target.closest("#review-table")) return;
    boxes().forEach(function (box) {
      if (box.checked === box.ldUsual) ids.delete(box.dataset.ldPick);
      else ids.add(box.dataset.ldPick);
    });
    awards += ticked() - before;
    look();
    tell();
  });

  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element && event.target.closest("[data-ld-every]");
    if (!button) return;
    every = button.dataset.ldEvery === "true";
    ids = new Set();
    set("review-ticked", { data: { every: every, ids: [] } });
    set("review-changed", { data: Date.now() });
  });

  document.addEventListener("ld-drawn", function () {
    if (document.getElementById("review-table")) look();
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* ({every, ids, awards}) -> [button, button is disabled]: what the server has counted */
    award_review: function (counted) {
      if (!counted) return [window.dash_clientside.no_update, true];
      var table = document.getElementById("review-table");
      if (table !== visited) {
        visited = table;
        every = counted.every;
        ids = new Set(counted.ids);
      }
      look();
      // Something was ticked while the server was counting: let it count again.
      if (every !== counted.every || !same(counted.ids)) {
        set("review-changed", { data: Date.now() });
        return [label(), awards === 0];
      }
      awards = counted.awards;
      return [label(), awards === 0];
    },
  });
})();

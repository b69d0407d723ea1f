/* Single keys that do something outside of fields; the dialog that lists them also turns them off.
   What there is: leap_dash/pages/display.py. */
(function () {
  "use strict";

  var KEY = "ld-shortcuts";
  var SECOND_KEY_WITHIN = 1500; // milliseconds after g
  var goingSince = -Infinity;

  function areOn() {
    try {
      return window.localStorage.getItem(KEY) !== "off";
    } catch (refused) {
      return true;
    }
  }

  function dialog() {
    return document.getElementById("shortcuts");
  }

  function mark() {
    var button = document.querySelector("[data-ld-shortcuts=switch]");
    if (button) button.textContent = areOn() ? "Turn shortcuts off" : "Turn shortcuts on";
  }

  function turn() {
    try {
      window.localStorage.setItem(KEY, areOn() ? "off" : "on");
    } catch (refused) {
      // Nothing is lost but the memory of it.
    }
    mark();
  }

  function press(element) {
    if (element) element.click();
  }

  function turnPage(label) {
    document.querySelectorAll(".ld-pager a").forEach(function (link) {
      if (link.textContent === label) link.click();
    });
  }

  var DOES = {
    "/": function () {
      var field = document.querySelector("#main input[type=search]");
      if (field) field.focus();
    },
    "?": function () {
      dialog().showModal();
    },
    n: turnPage.bind(null, "Next"),
    p: turnPage.bind(null, "Previous"),
    t: function () {
      document.dispatchEvent(new Event("ld-flip-theme"));
    },
    d: function () {
      document.dispatchEvent(new Event("ld-flip-density"));
    },
  };

  function isTyping(target) {
    return target instanceof Element && target.closest("input, select, textarea, [contenteditable]");
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
    if (!dialog() || !areOn() || isTyping(event.target)) return;
    if (document.querySelector("dialog[open], .modal.show")) return;
    var goes = event.timeStamp - goingSince < SECOND_KEY_WITHIN;
    goingSince = -Infinity;
    if (goes) {
      press(document.querySelector('.ld-side [data-ld-key="' + CSS.escape(event.key) + '"] a'));
    } else if (event.key === "g") {
      goingSince = event.timeStamp;
    } else if (Object.hasOwn(DOES, event.key)) {
      event.preventDefault(); // "/" would open the browser's own search
      DOES[event.key]();
    }
  });

  document.addEventListener("ld-frame", mark);
  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element && event.target.closest("[data-ld-shortcuts]");
    if (!button) return;
    var deed = button.dataset.ldShortcuts;
    if (deed === "show") dialog().showModal();
    if (deed === "close") dialog().close();
    if (deed === "switch") turn();
  });
})();

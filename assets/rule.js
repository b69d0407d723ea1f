/* Tells the server of each change in the form of a rule, and keeps the focus where the work is.
   See leap_dash/pages/rule.py and rule_edits.py. */
(function () {
  "use strict";

  var TYPING = 500; // ms until a pause in writing a number, or the name of a choice, is its end
  var SAME_PRESS = 1000; // ms in which a press on a tree not yet drawn anew is the same press
  var timers = {};
  var typed = 0; // when a key was last pressed in a choice
  var told = {}; // what was last told of each field since it has the focus
  var pressed = { shape: null, at: 0 };
  var origin = ""; // what the last change was told of

  function shape() {
    var tree = document.querySelector("[data-ld-shape]");
    return tree ? tree.dataset : null;
  }

  function tell(change) {
    var drawn = shape();
    if (!drawn) return;
    change.seen = Number(drawn.ldShape);
    change.at = Date.now();
    window.dash_clientside.set_props("rule-edit", { data: change });
  }

  function valueOf(field, control) {
    if (field.dataset.ldKey === "with") {
      return Array.from(field.querySelectorAll("input:checked"), function (box) {
        return box.value;
      });
    }
    if (control.type === "checkbox") return control.checked;
    if (control.value === "") return null;
    return control.type === "number" ? Number(control.value) : control.value;
  }

  function stopWaiting(control) {
    clearTimeout(timers[control.id]);
    delete timers[control.id];
  }

  function tellSoon(control) {
    stopWaiting(control);
    timers[control.id] = setTimeout(function () {
      if (control.isConnected) tellField(control);
    }, TYPING);
  }

  function tellField(control) {
    var field = control.closest("[data-ld-key]");
    if (!field || !field.closest("[data-ld-shape]")) return;
    stopWaiting(control);
    var value = valueOf(field, control);
    var now = JSON.stringify([field.dataset.ldKey, value]);
    if (told[control.id] === now) return;
    told[control.id] = now;
    origin = control.id;
    tell({ do: "field", path: field.dataset.ldPath, key: field.dataset.ldKey, value: value });
  }

  /* Whoever hears the page is told with the field what is open or wrong with it. */
  document.addEventListener("focusin", function (event) {
    var field = event.target.closest("[data-ld-shape] [data-ld-key]");
    delete told[event.target.id];
    var said = field && field.querySelector("[role=status]");
    if (!said) return;
    event.target.setAttribute("aria-describedby", said.id);
    var wrong = said.textContent && said.className === "ld-field-error";
    event.target.setAttribute("aria-invalid", wrong ? "true" : "false");
  });

  /* Who writes the name of a choice changes it with each letter; drawing the form anew in between
     would swallow the rest of the word. */
  document.addEventListener("keydown", function (event) {
    if (event.target.tagName !== "SELECT") return;
    typed = Date.now();
    if (timers[event.target.id]) tellSoon(event.target);
  });

  document.addEventListener("focusout", function (event) {
    if (event.target.tagName === "SELECT" && timers[event.target.id]) tellField(event.target);
  });

  document.addEventListener("change", function (event) {
    var typing = event.target.tagName === "SELECT" && Date.now() - typed < TYPING;
    if (!typing) tellField(event.target);
    else if (event.target.closest("[data-ld-key]")) tellSoon(event.target);
  });

  document.addEventListener("input", function (event) {
    var control = event.target;
    if (control.type === "number" && control.closest("[data-ld-key]")) tellSoon(control);
  });

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-ld-do], [data-ld-focus]");
    if (!target) return;
    if (target.dataset.ldFocus) {
      var field = document.getElementById(target.dataset.ldFocus);
      if (field) field.focus();
      return;
    }
    var drawn = shape();
    if (!drawn) return;
    var same = pressed.shape === drawn.ldDrawn && Date.now() - pressed.at < SAME_PRESS;
    if (same) return;
    pressed = { shape: drawn.ldDrawn, at: Date.now() };
    origin = target.id;
    tell({ do: target.dataset.ldDo, path: target.dataset.ldPath });
  });

  /* Whoever is in another field of the form by now stays there. */
  function hasMovedOn() {
    var now = document.activeElement;
    return Boolean(now.closest("[data-ld-shape] [data-ld-key]")) && now.id !== origin;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* {ids, drawn} -> nothing; once that tree stands on the page, the first of the ids that is
       there has the focus */
    focus_in_rule: function (wanted) {
      function tryIt(left) {
        var tree = shape();
        if (tree && tree.ldDrawn === wanted.drawn) {
          var found = wanted.ids.map(function (id) {
            return document.getElementById(id);
          });
          var first = found.find(Boolean);
          if (first && first !== document.activeElement && !hasMovedOn()) first.focus();
        } else if (left) {
          requestAnimationFrame(function () {
            tryIt(left - 1);
          });
        }
      }
      if (wanted) tryIt(60);
      return window.dash_clientside.no_update;
    },
  });
})();

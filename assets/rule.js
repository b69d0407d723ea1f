/* Tells the server of each change in the form of a rule, and keeps the focus where the work is.
   See leap_dash/pages/rule.py and rule_edits.py. */
(function () {
  "use strict";

  var TYPING = 500; // ms until a pause in writing a number, or the name of a choice, is its end
  var ENDED = "ended"; // see leap_dash/pages/rule.py
  var SAME_PRESS = 1000; // ms in which a press on a tree not yet drawn anew is the same press
  var waiting = {}; // by the id of its control, a value that is still being written: {change, timer}
  var queue = []; // changes to tell, in the order in which they were made
  var asked = null; // the change that the server has not answered yet
  var form = null; // where the form stands on the page to which all of these belong
  var typed = 0; // when a key was last pressed in a choice
  var told = {}; // what was last told of each field since it has the focus
  var pressed = { shape: null, at: 0 };
  var origin = ""; // what the last change was told of

  function shape() {
    var tree = document.querySelector("[data-ld-shape]");
    return tree ? tree.dataset : null;
  }

  /* What was meant for a page that has been left is not told to another. */
  function onThisPage() {
    var here = document.getElementById("rule-tree");
    if (here === form) return;
    form = here;
    queue = [];
    asked = null;
    told = {};
    Object.keys(waiting).forEach(stopWaiting);
  }

  /* One change at a time: two under way at once might reach the draft in the other order, and of
     two answers Dash shows the later one only. */
  function tell(change) {
    onThisPage();
    if (change.do !== "field") tellWritten(); // it was written before
    var last = queue[queue.length - 1];
    if (last && last.id && last.id === change.id) queue.pop(); // what was written there since
    queue.push(change);
    tellNext();
  }

  function tellNext() {
    if (asked || !queue.length || !shape()) return;
    var next = queue.shift();
    if (next.ask) {
      window.dash_clientside.set_props(next.ask, { data: Date.now() });
      tellNext();
      return;
    }
    asked = next;
    asked.at = Date.now();
    // Another deed may give every condition another place: nothing is written until it has.
    form.inert = !/^(field|threshold)$/.test(asked.do);
    window.dash_clientside.set_props("rule-edit", { data: asked });
  }

  /* A form drawn anew shows what the draft holds, not what has been written since. */
  function keepWritten(changes) {
    changes.forEach(function (change) {
      var control = change.id && document.getElementById(change.id);
      if (!control || same(valueOf(control), change.value)) return;
      var written = change.value === null ? "" : change.value;
      window.dash_clientside.set_props(change.id, { value: written });
    });
  }

  function answered(isDone) {
    var change = asked;
    asked = null;
    pressed.at = 0;
    form.inert = false;
    if (!isDone) {
      told = {}; // so that the same value can be told once more
      var origin = document.getElementById(change.from);
      if (origin && document.activeElement === document.body) origin.focus();
    }
    var later = queue.concat(
      Object.keys(waiting).map(function (id) {
        return waiting[id].change;
      })
    );
    // A field's own change leaves every condition in its place, though the tree has another shape.
    later.forEach(function (each) {
      if (change.do === "field" && each.seen === change.seen) each.seen = shape().ldShape;
    });
    keepWritten(isDone && change.id ? [change].concat(later) : later);
    tellNext();
  }

  function same(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }

  /* Of a list of boxes it is the list, which Dash knows; its boxes have ids of Dash's own. */
  function controlOf(element) {
    return element.closest("[role=group] > [id]") || element;
  }

  function valueOf(control) {
    if (control.type === undefined) {
      return Array.from(control.querySelectorAll("input:checked"), function (box) {
        return box.value;
      });
    }
    if (control.type === "checkbox") return control.checked;
    if (control.value === "") return null;
    return control.type === "number" ? Number(control.value) : control.value;
  }

  function stopWaiting(id) {
    if (waiting[id]) clearTimeout(waiting[id].timer);
    delete waiting[id];
  }

  function changeOf(control) {
    var field = control.closest("[data-ld-shape] [data-ld-key]");
    return (
      field && {
        do: "field",
        path: field.dataset.ldPath,
        key: field.dataset.ldKey,
        value: valueOf(control),
        id: control.id,
        seen: shape().ldShape,
      }
    );
  }

  /* The value is kept as it was written, whatever becomes of the control meanwhile. */
  function tellSoon(control) {
    onThisPage();
    stopWaiting(control.id);
    var change = changeOf(control);
    if (!change) return;
    var timer = setTimeout(function () {
      onThisPage();
      if (!waiting[change.id]) return;
      delete waiting[change.id];
      tellField(change);
    }, TYPING);
    waiting[change.id] = { change: change, timer: timer };
  }

  function tellAtOnce(control) {
    onThisPage();
    stopWaiting(control.id);
    var change = changeOf(control);
    if (change) tellField(change);
  }

  function tellWritten() {
    Object.keys(waiting).forEach(function (id) {
      var change = waiting[id].change;
      stopWaiting(id);
      tellField(change);
    });
  }

  function tellField(change) {
    var now = [change.key, change.value];
    if (same(told[change.id], now)) return;
    told[change.id] = now;
    origin = change.id;
    tell(change);
  }

  /* Whoever hears the page is told with the field what is open or wrong with it. */
  document.addEventListener("focusin", function (event) {
    var field = event.target.closest("[data-ld-shape] [data-ld-key]");
    delete told[controlOf(event.target).id];
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
    if (waiting[event.target.id]) tellSoon(event.target);
  });

  document.addEventListener("focusout", function (event) {
    if (event.target.tagName === "SELECT" && waiting[event.target.id]) tellAtOnce(event.target);
  });

  document.addEventListener("change", function (event) {
    var typing = event.target.tagName === "SELECT" && Date.now() - typed < TYPING;
    if (typing) tellSoon(event.target);
    else tellAtOnce(controlOf(event.target));
  });

  document.addEventListener("input", function (event) {
    var control = event.target;
    if (control.type === "number") tellSoon(control);
  });

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-ld-do], [data-ld-focus], [data-ld-ask]");
    if (!target) return;
    if (target.dataset.ldFocus) {
      var field = document.getElementById(target.dataset.ldFocus);
      if (field) field.focus();
      return;
    }
    var drawn = shape();
    if (!drawn) return;
    if (target.dataset.ldAsk) {
      tell({ ask: target.dataset.ldAsk });
      return;
    }
    var isSamePress = pressed.shape === drawn.ldDrawn && Date.now() - pressed.at < SAME_PRESS;
    if (isSamePress) return;
    pressed = { shape: drawn.ldDrawn, at: Date.now() };
    origin = target.id;
    var text = document.getElementById(target.dataset.ldText);
    tell({
      do: target.dataset.ldDo,
      path: target.dataset.ldPath,
      value: text && text.value,
      from: target.id,
      seen: drawn.ldShape,
    });
  });

  document.addEventListener("ld-unanswered", function (event) {
    if (asked && event.detail.indexOf('"at":' + asked.at) >= 0) answered(false);
  });

  /* Whoever is in another field of the form by now stays there. */
  function hasMovedOn() {
    var now = document.activeElement;
    return Boolean(now.closest("[data-ld-shape] [data-ld-key]")) && now.id !== origin;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    tell_in_rule: tell,
    /* {at, redraws} of an answered change, or "ended" where none came of it -> nothing; the next
       change is told once the form stands on the page as the answer has it */
    next_in_rule: function (turn) {
      var about = asked;
      function whenDrawn(left) {
        if (asked !== about) return;
        var tree = shape();
        var isDrawn = !turn.redraws || (tree && tree.ldDrawn === String(turn.at));
        if (isDrawn || !left) answered(isDrawn);
        else setTimeout(whenDrawn, 20, left - 1);
      }
      function giveUp() {
        if (asked === about) answered(false);
      }
      onThisPage();
      if (!asked) return window.dash_clientside.no_update;
      if (turn.at === asked.at) whenDrawn(250);
      else if (turn === ENDED) setTimeout(giveUp, 300); // the answer may be right behind it
      return window.dash_clientside.no_update;
    },
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

/* Ties the filters of a page to the #hash of its address. See leap_dash/pages/filters.py. */
(function () {
  "use strict";

  // Of the page shown now: which visit this is, its address, and the defaults of its filters.
  var shown = {};

  function same(a, b) {
    return JSON.stringify(a) === JSON.stringify(b);
  }

  /* A number, a truth, a list or a text, as the filter's default is. */
  function read(params, name, fallback) {
    if (!params.has(name)) return fallback;
    if (Array.isArray(fallback)) return params.getAll(name).filter(Boolean);
    if (typeof fallback === "number") return Number(params.get(name));
    if (typeof fallback === "boolean") return params.get(name) === "true";
    return params.get(name);
  }

  function write(names, values, defaults) {
    var params = new URLSearchParams();
    names.forEach(function (name, i) {
      var value = values[i];
      if (same(value, defaults[i])) return;
      var each = Array.isArray(value) && value.length ? value : [value];
      each.forEach(function (one) {
        params.append(name, one === null || one === undefined ? "" : one);
      });
    });
    var text = params.toString();
    return text ? "#" + text : "";
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* (hash, value, value, ..., {names, visit}) -> [hash, value, value, ...] */
    hash_filters: function (hash) {
      var unchanged = window.dash_clientside.no_update;
      var triggered = window.dash_clientside.callback_context.triggered;
      var values = Array.prototype.slice.call(arguments, 1, -1);
      var view = arguments[arguments.length - 1];
      var path = window.location.pathname;
      var nothing = values.map(function () {
        return unchanged;
      });

      var opening = shown.visit !== view.visit;
      if (opening) shown = { visit: view.visit, path: path, defaults: values };
      // The address is another page's already: this one is about to go, its filters stay.
      if (shown.path !== path) return [unchanged].concat(nothing);

      var byHand = triggered.some(function (trigger) {
        return trigger.prop_id.endsWith(".value");
      });
      if (byHand && !opening) {
        var next = write(view.names, values, shown.defaults);
        return [next === (hash || "") ? unchanged : next].concat(nothing);
      }
      var params = new URLSearchParams(window.location.hash.slice(1));
      return [unchanged].concat(
        values.map(function (value, i) {
          var wanted = read(params, view.names[i], shown.defaults[i]);
          return same(wanted, value) ? unchanged : wanted;
        })
      );
    },
  });
})();

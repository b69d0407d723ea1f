/* What happens around Dash's requests: a bar while one takes long, a message when none is answered,
   and the way to sign in again when the session is over. */
(function () {
  "use strict";

  var PATIENCE = 200; // milliseconds; a bar for less would only flicker
  var OURS = /\/app\/(_dash-|.+\.(csv|xlsx))/; // what somebody waits for: callbacks and files
  var plainFetch = window.fetch;
  var root = document.documentElement;
  var pending = 0;
  var timer;

  function show(isBusy) {
    root.toggleAttribute("data-ld-pending", isBusy);
    var main = document.getElementById("main");
    if (main) main.setAttribute("aria-busy", isBusy);
  }

  function begin() {
    pending += 1;
    if (pending === 1) timer = window.setTimeout(show, PATIENCE, true);
  }

  function end() {
    pending -= 1;
    if (pending) return;
    window.clearTimeout(timer);
    show(false);
  }

  function part(type, props) {
    return { type: type, namespace: "dash_html_components", props: props };
  }

  /* As leap_dash/pages/toasts.py shows it; here nobody is left to ask. */
  function complain(heading, text) {
    var close = part("Button", {
      children: "Close",
      type: "button",
      className: "btn btn-sm btn-link",
      "data-ld-empties": "toast",
    });
    window.dash_clientside.set_props("toast", {
      children: [
        part("Strong", { children: heading }),
        part("P", { children: text, className: "mb-1" }),
        close,
      ],
      className: "ld-toast is-bad",
    });
  }

  function signIn() {
    var here = window.location;
    here.assign("/sign-in?next=" + encodeURIComponent(here.pathname + here.search) + here.hash);
  }

  function judge(status) {
    if (status === 401) signIn();
    else if (status >= 500)
      complain("The server could not answer", "What you just did may not have been saved: try it again.");
    else if (status >= 400)
      complain("This page is out of date", "Load it again: nothing of what you just did was saved.");
  }

  /* For whoever waits for the answer: Dash itself tells nobody that there will be none. */
  function tellUnanswered(asked) {
    document.dispatchEvent(new CustomEvent("ld-unanswered", { detail: String(asked.body) }));
  }

  window.fetch = function (resource, asked) {
    var answer = plainFetch.apply(window, arguments);
    var address = resource instanceof Request ? resource.url : String(resource);
    if (!OURS.test(address)) return answer;
    begin();
    return answer.then(
      function (response) {
        end();
        judge(response.status);
        return response;
      },
      function (error) {
        end();
        complain("The server cannot be reached", "Check the connection, then try again.");
        tellUnanswered(asked || {});
        throw error;
      }
    );
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    complain: complain,
  });
})();

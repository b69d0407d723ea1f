/* Sends the CSRF token, which the server put into a cookie, along with Dash's own requests.

   Another site can make a browser send the cookie, but can neither read it nor set a header. */
(function () {
  "use strict";

  var plainFetch = window.fetch;

  function token() {
    var match = document.cookie.match(/(?:^|;\s*)csrf_token=([^;]*)/);
    return match ? decodeURIComponent(match[1]) : "";
  }

  function isOurs(address) {
    var url = new URL(address, window.location.href);
    return url.origin === window.location.origin && url.pathname.indexOf("/_dash-") >= 0;
  }

  window.fetch = function (resource, options) {
    var address = resource instanceof Request ? resource.url : String(resource);
    if (!isOurs(address)) return plainFetch.call(window, resource, options);
    var headers = new Headers(
      (options && options.headers) || (resource instanceof Request ? resource.headers : undefined)
    );
    headers.set("X-CSRF-Token", token());
    return plainFetch.call(window, resource, Object.assign({}, options, { headers: headers }));
  };
})();

/* When the session is over, Dash's requests are answered with 401: go and sign in, then come back to
   the same view. */
(function () {
  "use strict";

  var plainFetch = window.fetch;

  window.fetch = function (resource) {
    return plainFetch.apply(window, arguments).then(function (response) {
      var address = resource instanceof Request ? resource.url : String(resource);
      if (response.status === 401 && address.indexOf("/app/_dash-") >= 0) {
        var here = window.location;
        here.assign("/sign-in?next=" + encodeURIComponent(here.pathname + here.search) + here.hash);
      }
      return response;
    });
  };
})();

/* Keeps the #filters of the page that asked for the sign-in: a redirect hands on the fragment of the
   address to which the form was sent. */
document.querySelector("form").action += window.location.hash;

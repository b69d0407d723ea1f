/* Finds the credential in what somebody chose: a baked PNG or SVG, JSON or a token. In the browser
   alone; the server does the same in leap_dash/credentials, more strictly. */
(function () {
  "use strict";

  const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  const KEYWORD = "openbadgecredential";
  const OPEN_BADGES = "https://purl.imsglobal.org/ob/v3p0";
  const MOST_BYTES = 10 * 1024 * 1024;

  window.leap = window.leap || {};

  /* The text of the one credential in an ArrayBuffer; throws an Error in words. */
  window.leap.unbake = function (buffer) {
    if (buffer.byteLength > MOST_BYTES) throw new Error("This is larger than 10 MB.");
    const bytes = new Uint8Array(buffer);
    if (PNG.every((value, i) => bytes[i] === value)) return one(inPng(bytes));
    const text = decoded(bytes).trim();
    return /^(<\?xml|<!--|<!DOCTYPE svg|<svg)/.test(text) ? one(inSvg(text)) : text;
  };

  function one(found) {
    if (found.length === 1) return found[0];
    throw new Error(
      found.length ? "The image carries more than one credential." : "The image carries no badge."
    );
  }

  function inPng(bytes) {
    const view = new DataView(bytes.buffer);
    const found = [];
    for (let at = PNG.length; at + 12 <= bytes.length; ) {
      const size = view.getUint32(at);
      const end = at + 8 + size;
      if (end + 4 > bytes.length) throw new Error("The image is cut off.");
      const type = decoded(bytes.subarray(at + 4, at + 8));
      const text = type === "iTXt" ? inChunk(bytes.subarray(at + 8, end)) : null;
      if (text !== null) found.push(text);
      at = end + 4;
    }
    return found;
  }

  /* Keyword, NUL, two zeros (not compressed), language, NUL, translated keyword, NUL, text. */
  function inChunk(data) {
    const keyword = data.indexOf(0);
    if (decoded(data.subarray(0, keyword)) !== KEYWORD) return null;
    if (data[keyword + 1] !== 0) throw new Error("The credential in the image is compressed.");
    const language = data.indexOf(0, keyword + 3);
    const translated = data.indexOf(0, language + 1);
    return decoded(data.subarray(translated + 1));
  }

  function inSvg(text) {
    // Under another name it is a text with elements, and no picture whose styles are looked into.
    const plain = text.replace("http://www.w3.org/2000/svg", "urn:drawing");
    const parsed = new DOMParser().parseFromString(plain, "application/xml");
    if (parsed.querySelector("parsererror")) throw new Error("The drawing cannot be read.");
    const elements = parsed.getElementsByTagNameNS(OPEN_BADGES, "credential");
    return Array.from(elements, (each) => each.getAttribute("verify") || each.textContent.trim());
  }

  function decoded(bytes) {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  }
})();

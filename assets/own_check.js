/* Checks a badge with the browser's own cryptography against the keys and lists that its issuer
   publishes here. The server is asked for these, never for a verdict.

   Only the token form (RS256) can be checked so: for a badge as JSON its token is fetched, checked,
   and compared with it word for word. */
(function () {
  "use strict";

  const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const CLAIMS = ["iss", "sub", "jti", "nbf", "exp"];
  const PATIENCE = 5000; // milliseconds for one answer

  window.leap = window.leap || {};

  /* A list of {name, result, detail} for a credential (JSON or token) as text. `base` is the public
     address that badges of this site are issued under. Never throws. */
  window.leap.ownCheck = async function (text, base) {
    const checks = [];
    const said = (name, result, detail) => checks.push({ name, result, detail });
    try {
      if (!window.crypto || !window.crypto.subtle) {
        throw new Answer("signature", "unknown", "Browsers check signatures on secure (https) pages only.");
      }
      const written = text.trim();
      const token = written[0] === "{" ? await tokenOf(JSON.parse(written), base) : written;
      const payload = await verified(token, base, ofBadge);
      said("signature", "pass", "It was made with a key that the issuer publishes.");
      if (written[0] === "{") {
        compare(JSON.parse(written), payload);
        said("words", "pass", "It says word for word what the issuer signed.");
      }
      said("validity period", ...period(payload));
      said("status", ...(await status(payload, base)));
    } catch (error) {
      if (error instanceof Answer) said(error.name, error.result, error.message);
      else said("signature", "unknown", "Your browser could not read or fetch what it needs.");
    }
    return checks;
  };

  /* Shows such a list as the server shows its own. */
  window.leap.showChecks = function (place, checks) {
    const words = { pass: "passed", fail: "failed", unknown: "could not be checked" };
    const list = document.createElement("ul");
    list.className = "ld-checks";
    checks.forEach(function (check) {
      const item = list.appendChild(element("li", "ld-check is-" + check.result, ""));
      const name = check.name[0].toUpperCase() + check.name.slice(1);
      const named = item.appendChild(element("span", "ld-check-name", name));
      named.appendChild(element("span", "visually-hidden", ": " + words[check.result]));
      item.appendChild(element("span", "ld-check-detail", check.detail));
    });
    place.replaceChildren(list);
  };

  /* Ends the checks: what follows would say nothing. */
  class Answer extends Error {
    constructor(name, result, detail) {
      super(detail);
      this.name = name;
      this.result = result;
    }
  }

  /* The payload of a token that one of this site's issuers signed; `look` may refuse its kind. */
  async function verified(token, base, look) {
    const parts = token.split(".");
    if (parts.length !== 3) throw new Answer("format", "fail", "This is neither JSON nor a signed token.");
    const header = JSON.parse(asText(parts[0]));
    const payload = JSON.parse(asText(parts[1]));
    if (look) look(payload);
    const issuer = typeof payload.issuer === "object" ? payload.issuer.id : payload.issuer;
    if (Object.keys(header).sort().join() !== "alg,kid" || header.alg !== "RS256") {
      throw new Answer("signature", "fail", "The token asks for another way of signing than RS256.");
    }
    if (payload.iss !== issuer || !String(header.kid).startsWith(issuer + "#")) {
      throw new Answer("signature", "fail", "The token names another issuer than the badge.");
    }
    const key = await publicKey(issuer, header.kid, base);
    const data = new TextEncoder().encode(parts[0] + "." + parts[1]);
    if (!(await crypto.subtle.verify(RSA.name, key, asBytes(parts[2]), data))) {
      throw new Answer("signature", "fail", "It was changed since it was signed, or signed by another.");
    }
    return payload;
  }

  async function publicKey(issuer, kid, base) {
    const address = new URL(base);
    const folders = address.pathname.split("/").filter(Boolean);
    const names = [encodeURIComponent(address.host), ...folders, "issuers", ""];
    const start = "did:web:" + names.join(":");
    const slug = String(issuer).startsWith(start) ? issuer.slice(start.length) : "";
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) {
      throw new Answer("signature", "unknown", "It was issued elsewhere, and your browser asks no other site.");
    }
    const did = await (await fetched(`${base}/issuers/${slug}/did.json`, base)).json();
    const method = (did.verificationMethod || []).find((each) => each.id === kid);
    const listed = (did.assertionMethod || []).includes(kid);
    if (did.id !== issuer || !method || !method.publicKeyJwk || !listed) {
      throw new Answer("signature", "fail", "The issuer publishes no such key.");
    }
    const { kty, n, e } = method.publicKeyJwk;
    return crypto.subtle.importKey("jwk", { kty, n, e }, RSA, false, ["verify"]);
  }

  /* Endorsements and badges of Open Badges 2.0 are for the server to check. */
  function ofBadge(credential) {
    const types = [].concat(credential.type);
    if (!types.includes("OpenBadgeCredential") && !types.includes("AchievementCredential")) {
      throw new Answer("format", "unknown", "Your browser checks badges of Open Badges 3.0 only.");
    }
  }

  async function tokenOf(credential, base) {
    ofBadge(credential);
    const id = String(credential.id);
    if (!id.startsWith(base + "/badges/")) {
      throw new Answer("signature", "unknown", "It was issued elsewhere, and your browser asks no other site.");
    }
    return (await (await fetched(id + ".jwt", base)).text()).trim();
  }

  function compare(credential, payload) {
    const without = (object, names) =>
      Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
    const shown = sorted(without(credential, ["proof"]));
    if (shown !== sorted(without(payload, CLAIMS))) {
      throw new Answer("words", "fail", "It says something else than the issuer signed.");
    }
  }

  function period(payload) {
    const now = Date.now() / 1000;
    if (payload.nbf > now) return ["fail", "It does not count yet."];
    if (payload.exp !== undefined && payload.exp <= now) return ["fail", "It has expired."];
    return ["pass", "It counts today, by the clock of your device."];
  }

  /* The bit in the signed list that the badge names. */
  async function status(payload, base) {
    const entry = payload.credentialStatus;
    if (!entry) return ["unknown", "It names no list in which it could be revoked."];
    const list = await verified(
      await (await fetched(entry.statusListCredential + ".jwt", base)).text(),
      base
    );
    const subject = list.credentialSubject;
    if (list.id !== entry.statusListCredential || list.iss !== payload.iss) {
      return ["unknown", "The list is not that of the badge's issuer."];
    }
    const bits = await unpacked(asBytes(subject.encodedList.slice(1)));
    const index = Number(entry.statusListIndex);
    if (!(index >= 0 && index < bits.length * 8)) return ["unknown", "It is not in that list."];
    const isSet = bits[index >> 3] & (0x80 >> (index & 7));
    if (isSet) return ["fail", "Its issuer has revoked or suspended it."];
    return ["pass", "It is not among those that the issuer has taken back."];
  }

  async function unpacked(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /* The public address may be another than the one in the address bar: the path is the same. */
  async function fetched(address, base) {
    if (!address.startsWith(base + "/")) throw new Answer("status", "unknown", "It is kept elsewhere.");
    const path = new URL(address).pathname;
    const answer = await fetch(path, { signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Answer("signature", "unknown", `This site has nothing at ${path}.`);
    return answer;
  }

  function asBytes(text) {
    if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Answer("format", "fail", "The token is damaged.");
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }

  function asText(text) {
    return new TextDecoder("utf-8", { fatal: true }).decode(asBytes(text));
  }

  function sorted(value) {
    if (Array.isArray(value)) return "[" + value.map(sorted).join() + "]";
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const names = Object.keys(value).sort();
    return "{" + names.map((name) => JSON.stringify(name) + ":" + sorted(value[name])).join() + "}";
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }
})();

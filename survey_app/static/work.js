// Finds the number that a form is asked for: SHA-256 of "seal:number" with so many zero bits in
// front. Written out, because crypto.subtle is missing where the office's network has no TLS.
(function () {
  "use strict";
  var field = document.querySelector('input[name="viec"]');
  var seal = document.querySelector('input[name="moc"]');
  if (!field || !seal) return;
  var bits = Number(field.getAttribute("data-bits"));
  var k = [], h0 = [], prime = 2;
  function fraction(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
  while (k.length < 64) {
    var is = true;
    for (var d = 2; d * d <= prime; d++) if (prime % d === 0) { is = false; break; }
    if (is) {
      if (h0.length < 8) h0.push(fraction(Math.pow(prime, 1 / 2)));
      k.push(fraction(Math.pow(prime, 1 / 3)));
    }
    prime++;
  }
  // One block is enough: a seal and a number are shorter than 56 letters.
  function first(text) {
    var w = new Array(64), i, n = text.length;
    for (i = 0; i < 16; i++) w[i] = 0;
    for (i = 0; i < n; i++) w[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    w[n >> 2] |= 128 << (24 - (n % 4) * 8);
    w[15] = n * 8;
    function r(x, y) { return (x >>> y) | (x << (32 - y)); }
    for (i = 16; i < 64; i++) {
      var a1 = w[i - 15], b1 = w[i - 2];
      w[i] = (w[i - 16] + (r(a1, 7) ^ r(a1, 18) ^ (a1 >>> 3)) + w[i - 7] +
        (r(b1, 17) ^ r(b1, 19) ^ (b1 >>> 10))) | 0;
    }
    var s = h0.slice();
    for (i = 0; i < 64; i++) {
      var e = s[4], a = s[0];
      var t1 = (s[7] + (r(e, 6) ^ r(e, 11) ^ r(e, 25)) + ((e & s[5]) ^ (~e & s[6])) + k[i] + w[i]) | 0;
      var t2 = ((r(a, 2) ^ r(a, 13) ^ r(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]))) | 0;
      s = [(t1 + t2) | 0, a, s[1], s[2], (s[3] + t1) | 0, e, s[5], s[6]];
    }
    return (s[0] + h0[0]) >>> 0;
  }
  var number = 0, limit = bits ? Math.pow(2, 32 - bits) : Infinity;
  // In short turns, so that the page stays quick under the finger.
  (function turn() {
    for (var end = number + 2000; number < end; number++) {
      if (first(seal.value + ":" + number) < limit) { field.value = String(number); return; }
    }
    setTimeout(turn, 0);
  })();
})();

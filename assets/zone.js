// The reader's time zone, so that the server knows which day it is where they are
// (yardflow/state/reader_zone.py).
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [prefix, suffix] = location.protocol === "https:" ? ["__Host-", "; secure"] : ["", ""];
  document.cookie = `${prefix}zone=${zone}; path=/; max-age=31536000; samesite=lax${suffix}`;
})();

// Leaves rules out of the stylesheet that are about parts of Radix which no page shows, and about
// its props for other widths, which no page gives.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = import.meta.dirname;
const RADIX = join(ROOT, "node_modules/@radix-ui/themes/dist/esm/components");
const IMPORT = /import \{([^}]*)\} from "@radix-ui\/themes"/g;
const PART = /\.rt-[A-Z]\w*/g;
const OTHER_WIDTH = /\.(xs|sm|md|lg|xl)\\:rt-/; // our own classes have such widths, too

// AlertDialog is in alert-dialog.js, which takes what it is made of from its neighbours.
const fileOf = (name) => `${name.replace(/(?!^)([A-Z])/g, "-$1").toLowerCase()}.js`;
const addClasses = (file, classes, read) => {
  if (read.has(file)) return;
  read.add(file);
  const source = readFileSync(join(RADIX, file), "utf8");
  for (const [name] of source.matchAll(/rt-[A-Z]\w*/g)) classes.add(`.${name}`);
  for (const [, next] of source.matchAll(/from"\.\/([\w-]+\.js)"/g)) addClasses(next, classes, read);
};

const shownClasses = () => {
  const [classes, read] = [new Set(), new Set()];
  for (const page of globSync(join(ROOT, "{app,utils}/**/*.jsx")))
    for (const [, names] of readFileSync(page, "utf8").matchAll(IMPORT))
      for (const name of names.split(",")) addClasses(fileOf(name.trim().split(" ")[0]), classes, read);
  return classes;
};

const plugin = () => ({
  postcssPlugin: "only-shown-styles",
  OnceExit(root) {
    const shown = shownClasses();
    const isKept = (selector) => {
      const parts = selector.match(PART) ?? [];
      return !OTHER_WIDTH.test(selector) && (!parts.length || parts.some((part) => shown.has(part)));
    };
    root.walkRules((rule) => {
      const kept = rule.selectors.filter(isKept);
      if (kept.length) rule.selectors = kept;
      else rule.remove();
    });
  },
});
plugin.postcss = true;
export default plugin;

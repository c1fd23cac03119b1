// Renders Mustache or Handlebars, as the argument says.
//
// Reads JSON lines `{"template": …, "values": {…}}` and writes `{"text": …}` or `{"error": …}` for each.

function handlebars() {
  const handlebars = require("handlebars");
  handlebars.registerHelper("json", (value) => new handlebars.SafeString(JSON.stringify(value)));
  handlebars.registerHelper("eq", (a, b) => a === b);
  handlebars.registerHelper("raw", (options) => options.fn());
  return (template) => handlebars.compile(template);
}

// Without escapes of HTML, as Cosmos renders packages.
function mustache() {
  const mustache = require("mustache");
  mustache.escape = (text) => text;
  return (template) => {
    mustache.clearCache();
    mustache.parse(template);
    return (values) => mustache.render(template, withFunctions(values));
  };
}

// "λ" is a function that leaves the text of its section as it is.
function withFunctions(value) {
  if (value === "λ") return () => (text, render) => render(text);
  if (Array.isArray(value)) return value.map(withFunctions);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, withFunctions(it)]));
}

const compile = process.argv[2] === "mustache.js" ? mustache() : handlebars();
let last = {};

const input = require("readline").createInterface({ input: process.stdin, crlfDelay: Infinity });
input.on("line", (line) => {
  const { template, values } = JSON.parse(line);
  let answer;
  try {
    if (last.template !== template) last = { template, render: compile(template) };
    answer = { text: last.render(values) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});

// Renders Handlebars.
//
// Reads JSON lines `{"template": …, "values": {…}}` and writes `{"text": …}` or `{"error": …}` for each.

const handlebars = require("handlebars");

handlebars.registerHelper("json", (value) => new handlebars.SafeString(JSON.stringify(value)));
handlebars.registerHelper("eq", (a, b) => a === b);

const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const line of lines) {
  const { template, values } = JSON.parse(line);
  let answer;
  try {
    answer = { text: handlebars.compile(template)(values) };
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
}

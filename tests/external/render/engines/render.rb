# Renders ERB as Puppet and Chef do: trim mode `-`, values as @names and as local names.
#
# Reads JSON lines `{"template": …, "values": {…}}` and writes `{"text": …}` or `{"error": …}` for each.

require "erb"
require "json"

STDOUT.sync = true

STDIN.each_line do |line|
  job = JSON.parse(line)
  names = Object.new
  scope = names.instance_eval { binding }
  job["values"].each do |name, value|
    names.instance_variable_set("@#{name}", value)
    scope.local_variable_set(name, value)
  end
  begin
    puts JSON.generate(text: ERB.new(job["template"], trim_mode: "-").result(scope))
  rescue StandardError, ScriptError, SystemStackError => error
    puts JSON.generate(error: "#{error.class}: #{error.message}")
  end
end

// Renders Go templates with the functions that consul-template, confd, gomplate and Helm bring,
// as far as definitions use them. Keys of a store are the members of "keys", variables of the
// environment those of "env".
//
// Reads JSON lines `{"template": …, "values": {…}}` and writes `{"text": …}` or `{"error": …}` for each.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"strings"
	"text/template"
)

type values = map[string]any

func member(of any, name string) (any, error) {
	members, _ := of.(values)
	found, ok := members[name]
	if !ok {
		return nil, fmt.Errorf("no value for %q", name)
	}
	return found, nil
}

func withDefault(of any) func(string, ...any) (any, error) {
	return func(name string, other ...any) (any, error) {
		found, err := member(of, name)
		if err != nil && len(other) > 0 {
			return other[0], nil
		}
		return found, err
	}
}

func functions(data values) template.FuncMap {
	key, env := withDefault(data["keys"]), withDefault(data["env"])
	toJSON := func(value any) (string, error) {
		text, err := json.Marshal(value)
		return string(text), err
	}
	exists := func(name string) bool {
		_, err := member(data["keys"], name)
		return err == nil
	}
	return template.FuncMap{
		"key": key, "keyOrDefault": key, "keyExists": exists,
		"getv": key, "exists": exists,
		"env": env, "getenv": env,
		"toJSON": toJSON, "toJson": toJSON,
		"base": path.Base,
		"quote": func(value any) string { return fmt.Sprintf("%q", fmt.Sprint(value)) },
		"default": func(other, value any) any {
			if value == nil || value == "" {
				return other
			}
			return value
		},
		"toLower": strings.ToLower, "lower": strings.ToLower,
		"trimSpace": strings.TrimSpace,
		"split": func(by, text string) []string { return strings.Split(text, by) },
		"last": func(index int, list []any) bool { return index == len(list)-1 },
		"ternary": func(yes, no any, is bool) any {
			if is {
				return yes
			}
			return no
		},
		"upper": strings.ToUpper,
		"join": func(list []any, by string) string {
			words := make([]string, len(list))
			for index, word := range list {
				words[index] = fmt.Sprint(word)
			}
			return strings.Join(words, by)
		},
	}
}

// What a key that is missing is: an error, or nothing if the argument is `go-lenient`.
func missing() string {
	if len(os.Args) > 1 && os.Args[1] == "go-lenient" {
		return "missingkey=default"
	}
	return "missingkey=error"
}

func render(text string, data values) (string, error) {
	parsed, err := template.New("it").Option(missing()).Funcs(functions(data)).Parse(text)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = parsed.Execute(&out, data)
	return out.String(), err
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var job struct {
			Template string
			Values   values
		}
		err := json.Unmarshal(lines.Bytes(), &job)
		text := ""
		if err == nil {
			text, err = render(job.Template, job.Values)
		}
		if err != nil {
			err = out.Encode(map[string]string{"error": err.Error()})
		} else {
			err = out.Encode(map[string]string{"text": text})
		}
		if err != nil {
			panic(err)
		}
	}
}

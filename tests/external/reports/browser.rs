//! The page in a real browser.

use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use super::driver::Browser;
use super::{demo, hostile};
use crate::support::estate;
use crate::support::program::pullconfig;

/// The page about `folder`, opened.
fn page(folder: &Path, is_scripted: bool) -> (Browser, TempDir) {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("page.html");
    pullconfig(folder, &["scan", "--format", "html", "-o", &file.to_string_lossy()]);
    let browser = Browser::start(is_scripted);
    browser.open(&file);
    (browser, place)
}

const SHOWN: &str = "[...document.querySelectorAll('.file')].filter(it => it.offsetHeight).length";
const COUNT: &str = "document.getElementById('shown').textContent";

pub(super) fn clicked() {
    let (browser, _place) = page(&demo(), true);
    let total = browser.see("document.querySelectorAll('.file > ul > li').length");
    let of = |count: usize| json!(format!("{count} of {total} definitions"));
    assert_eq!(browser.see(COUNT), of(total.as_u64().expect("a number") as usize));
    let all = browser.see(SHOWN).as_u64().expect("a number");
    browser.click("select[name=state] option:nth-child(3)");
    assert_eq!(browser.see("document.forms[0].state.value"), json!("blocked"));
    assert_eq!(browser.see(COUNT), of(5));
    browser.click("button[type=reset]");
    browser.see("new Promise(done => setTimeout(done, 50))");
    assert_eq!(browser.see(SHOWN), json!(all));
    let option =
        "[...document.forms[0].rule.options].findIndex(it => it.text === 'privileged') + 1";
    let nth = browser.see(option);
    browser.click(&format!("select[name=rule] option:nth-child({nth})"));
    assert_eq!(browser.see(COUNT), of(1));
    assert_eq!(browser.see(SHOWN), json!(1));
    browser.click(".file li a[href='#rule-privileged']");
    assert_eq!(browser.see("location.hash"), json!("#rule-privileged"));
    let page = "document.getElementById('rule-privileged')";
    assert_eq!(browser.see(&format!("{page}.closest('details').open")), json!(true));
    assert_eq!(browser.see(&format!("{page}.offsetHeight > 100")), json!(true));
    browser.click("button[type=reset]");
    browser.click("button[type=reset]");
    browser.see("new Promise(done => setTimeout(done, 50))");
    let nth = browser.see(
        "[...document.forms[0].folder.options].findIndex(it => it.text === 'platform/pods/') + 1",
    );
    browser.click(&format!("select[name=folder] option:nth-child({nth})"));
    let paths = "[...document.querySelectorAll('.file')].filter(it => !it.hidden)\
                 .map(it => it.querySelector('b').textContent)";
    assert_eq!(browser.see(paths), json!(["platform/pods/tracing.json"]));
    // A number of the head chooses a filter; a second click takes it back.
    browser.click("button[type=reset]");
    browser.see("new Promise(done => setTimeout(done, 50))");
    for (state, count) in [("blocked", 5), ("", total.as_u64().expect("a number") as usize)] {
        browser.click(".counters a[data-value=blocked]");
        assert_eq!(browser.see("document.forms[0].state.value"), json!(state));
        assert_eq!(browser.see(COUNT), of(count));
    }
    browser.click("#fold");
    assert_eq!(browser.see("document.querySelectorAll('.file[open]').length"), json!(0));
    browser.click("#unfold");
    assert_eq!(browser.see("document.querySelectorAll('.file:not([open])').length"), json!(0));
    // Nothing was asked for but the page.
    assert_eq!(browser.see("performance.getEntriesByType('resource').length"), json!(0));
}

/// A change is laid out when its file is opened; a tick is there again in the next report.
pub(super) fn reviewed() {
    let (browser, place) = page(&demo(), true);
    browser.click("#fold");
    browser.see("location.reload()");
    let changes = "document.querySelectorAll('.file .diff').length";
    let left = "document.querySelectorAll('.file noscript').length";
    let all = browser.see(left).as_u64().expect("a number")
        + browser.see(changes).as_u64().expect("a number");
    assert!(all > 10, "{all}");
    browser.click("#unfold");
    browser.see("new Promise(done => setTimeout(done, 200))");
    assert_eq!((browser.see(left), browser.see(changes)), (json!(0), json!(all)));
    let tick = ".file summary input";
    let ticked = "[...document.querySelectorAll('.file summary input:checked')]\
                  .map(it => it.parentElement.querySelector('b').textContent)";
    let first = browser.see("document.querySelector('.file summary b').textContent");
    let open = browser.see("document.querySelector('.file').open");
    browser.click(tick);
    assert_eq!(browser.see("document.querySelector('.file').open"), open, "a tick folds nothing");
    assert_eq!(browser.see(ticked), json!([first]));
    let count = browser.see("document.getElementById('reviewed').textContent");
    assert!(count.as_str().is_some_and(|it| it.starts_with("1 of ")), "{count}");
    // A new report of the same files.
    let file = place.path().join("page.html");
    pullconfig(&demo(), &["scan", "-v", "--format", "html", "-o", &file.to_string_lossy()]);
    browser.open(&file);
    assert_eq!(browser.see(ticked), json!([first]));
    browser.click("select[name=review] option:nth-child(2)");
    assert_eq!(browser.see(SHOWN), json!(1));
    browser.click(tick);
    assert_eq!(browser.see(ticked), json!([]));
    assert_eq!(browser.see(SHOWN), json!(0));
}

/// Only the files near the screen are laid out, and a filter leaves no gaps between those that it shows.
pub(super) fn many_files() {
    let folder = tempfile::tempdir().expect("a folder");
    estate::plant(folder.path());
    let (browser, _place) = page(folder.path(), true);
    let laid_out = "[...document.querySelectorAll('.file')]\
                    .filter(it => it.checkVisibility({ contentVisibilityAuto: true })).length";
    let number = |script: &str| browser.see(script).as_u64().expect("a number");
    assert!(number("document.querySelectorAll('.file').length") > 1_000);
    assert!(number(laid_out) < 300, "{}", number(laid_out));
    browser.see("document.getElementById('rules').scrollIntoView()");
    browser.see("document.getElementById('files').scrollIntoView()");
    browser.see("new Promise(done => setTimeout(done, 200))");
    assert!((10..300).contains(&number(laid_out)), "{}", number(laid_out));
    let nth = browser
        .see("[...document.forms[0].rule.options].findIndex(it => it.text === 'privileged') + 1");
    browser.click(&format!("select[name=rule] option:nth-child({nth})"));
    browser.see("new Promise(done => setTimeout(done, 200))");
    let rows = number("document.querySelectorAll('.file:not([hidden])').length");
    let height = number("document.getElementById('files').offsetHeight");
    assert!(rows > 10 && height < 300 + 50 * rows, "{rows} files, {height} pixels");
}

/// A file with an error is among the files of its cluster, and is reviewed for itself.
pub(super) fn by_cluster() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = r#"{"id":"/web","container":{"type":"DOCKER","docker":{"image":"reg.example/web:1"}},
        "uris":["file:///etc/docker.tar.gz"]}"#;
    let clusters = "[[cluster]]\nname = \"prod\"\npaths = \"prod/\"\n\
                    [[cluster]]\nname = \"dev\"\npaths = \"dev/\"\n";
    for (name, text) in [
        ("pullconfig.toml", clusters),
        ("prod/web.json", app),
        ("dev/web.json", app),
        ("dev/broken.json", app.trim_end_matches('}')),
        ("prod/broken.json", app.trim_end_matches('}')),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let (browser, _place) = page(folder.path(), true);
    assert_eq!(browser.see(COUNT), json!("4 of 4 definitions"));
    for (option, count) in [("dev", 2), ("prod", 2)] {
        let nth = browser.see(&format!(
            "[...document.forms[0].cluster.options].findIndex(it => it.text === '{option}') + 1"
        ));
        browser.click(&format!("select[name=cluster] option:nth-child({nth})"));
        assert_eq!(browser.see(COUNT), json!(format!("{count} of 4 definitions")), "{option}");
        assert_eq!(browser.see(SHOWN), json!(count), "{option}");
    }
    browser.click("button[type=reset]");
    browser.click(".file[data-definitions*=error] summary input");
    let reviewed = browser.see("document.getElementById('reviewed').textContent");
    assert_eq!(reviewed, json!("1 of 4 files reviewed"));
}

/// On a narrow screen, the removed lines of a block stand above all added ones; on a wide one beside them.
pub(super) fn narrow() {
    let (browser, _place) = page(&demo(), true);
    let is_below = "[...document.querySelectorAll('.file[open] .diff .c')].filter(block => \
                    block.querySelector('.o') && block.querySelector('.a')).every(block => { \
                    const ends = [...block.querySelectorAll('.o')].map(it => it.getBoundingClientRect().bottom); \
                    const starts = [...block.querySelectorAll('.a')].map(it => it.getBoundingClientRect().top); \
                    return Math.max(...ends) <= Math.min(...starts) + 1; })";
    browser.resize(700);
    assert_eq!(browser.see(is_below), json!(true));
    browser.resize(1400);
    assert_eq!(browser.see(is_below), json!(false));
}

pub(super) fn without_javascript() {
    let (browser, _place) = page(&demo(), false);
    assert_eq!(browser.see("document.querySelectorAll('.file input').length"), json!(0));
    assert_eq!(browser.see("document.querySelector('.file .diff').offsetHeight > 20"), json!(true));
    assert_eq!(browser.see("document.forms[0].offsetHeight"), json!(0), "filters that do nothing");
    let open = "document.querySelector('.file').open";
    assert_eq!(browser.see(open), json!(true));
    browser.click(".file summary");
    assert_eq!(browser.see(open), json!(false));
    browser.click(".file summary");
    browser.click(".file li a[href='#rule-privileged']");
    let page = "document.getElementById('rule-privileged')";
    assert_eq!(browser.see(&format!("{page}.closest('details').open")), json!(true));
}

pub(super) fn hostile() {
    let folder = hostile::folder();
    let (browser, _place) = page(folder.path(), true);
    assert_eq!(browser.see("document.title"), json!("pullconfig: review"));
    assert_eq!(browser.see("document.querySelectorAll('img, i:not(.diff i)').length"), json!(0));
    assert_eq!(browser.see("document.scripts.length"), json!(1));
    let count = browser.see(COUNT);
    assert!(count.as_str().is_some_and(|it| it.ends_with(" definitions")), "its own script ran");
    // What an attack that got into the page would try.
    let inject = "(() => { const it = document.createElement('div'); \
                  it.innerHTML = '<img src=x onerror=\"document.title = 1\">'; document.body.append(it); })()";
    browser.see(inject);
    browser.see("new Promise(done => setTimeout(done, 100))");
    assert_eq!(browser.see("document.title"), json!("pullconfig: review"));
}

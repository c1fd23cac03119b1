//! The command line as its users see it: transcripts in `tests/cli/`. `tests/external/pages` has
//! those of the README and of `docs/`.
//!
//! `TRYCMD=overwrite cargo test --test cli transcripts` writes what was seen; read the difference before
//! committing it.

#[test]
fn transcripts() {
    let cases = trycmd::TestCases::new();
    // What the surroundings say about colours and size must not show.
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "RUST_BACKTRACE"] {
        cases.env(name, "");
    }
    cases.env("PULLCONFIG_TODAY", "2026-11-28");
    cases.env("COLUMNS", "100").case("tests/cli/*.md").case("tests/cli/*.toml");
}

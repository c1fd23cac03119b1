//! A parser for arguments that name a rule. Shells complete the names of rules.

use std::error::Error;
use std::ffi::OsStr;
use std::marker::PhantomData;
use std::str::FromStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use crate::rules::RULES;

/// The parser of an argument that names a rule. The text is parsed as a `T`, such as a glob over names.
#[derive(Debug)]
pub(super) struct RuleNamed<T>(PhantomData<fn() -> T>);

impl<T> RuleNamed<T> {
    pub(super) fn parser() -> Self {
        RuleNamed(PhantomData)
    }
}

impl<T> Clone for RuleNamed<T> {
    fn clone(&self) -> Self {
        RuleNamed(PhantomData)
    }
}

impl<T> TypedValueParser for RuleNamed<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static> + Clone + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let parse = |text: &str| text.parse::<T>();
        parse.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(RULES.iter().map(|rule| PossibleValue::new(rule.name).help(rule.summary))))
    }
}

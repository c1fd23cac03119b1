//! Values that name rules: any that `T` takes, and the names for shells to complete.

use std::error::Error;
use std::ffi::OsStr;
use std::marker::PhantomData;
use std::str::FromStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use crate::rules::RULES;

/// See the module.
#[derive(Debug)]
pub(super) struct Named<T>(PhantomData<fn() -> T>);

impl<T> Named<T> {
    pub(super) fn parser() -> Self {
        Named(PhantomData)
    }
}

impl<T> Clone for Named<T> {
    fn clone(&self) -> Self {
        Named(PhantomData)
    }
}

impl<T> TypedValueParser for Named<T>
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

//! The answer of a handler: one JSON document. It is parsed strictly, so that the error names the
//! mistake.

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::{Attributes, Value};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use dataverse_engine::script::Failure;
use dataverse_execution::plugin::{Context, ExternalContext};
use dataverse_model::payload::{PayloadReader, read_outputs};

/// The stage number of a custom API's main operation; from here on, outputs can be set.
const MAIN: i32 = 30;

/// The JSON document.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct HandlerAnswer {
    outputs: Map<String, Json>,
    shared_variables: Map<String, Json>,
    target: Map<String, Json>,
    trace: Vec<String>,
    fault: Option<Failure>,
}

/// The reason why an answer is invalid, as a phrase that follows "its answer".
pub(super) type InvalidAnswer = String;

impl HandlerAnswer {
    /// Parses the document.
    pub(super) fn parse(status: u16, body: &[u8]) -> Result<Self, InvalidAnswer> {
        if status != 200 {
            return Err(format!(
                "has the status {status}: expected 200, for faults too, which are told in the body"
            ));
        }
        let object = serde_json::from_slice::<Map<String, Json>>(body);
        let answer = object.and_then(|members| Self::deserialize(Json::Object(members)));
        let answer = answer.map_err(|error| {
            format!(
                "is no JSON of the known form: {error}; expected an object of outputs, sharedVariables, target and trace, or of fault and trace"
            )
        })?;
        let has_more = !answer.outputs.is_empty()
            || !answer.shared_variables.is_empty()
            || !answer.target.is_empty();
        if answer.fault.is_some() && has_more {
            return Err("has a fault and results: expected one or the other".to_owned());
        }
        Ok(answer)
    }

    /// Applies the document to the context: trace lines, then its fault or its results.
    pub(super) fn apply(
        self,
        context: &mut Context<'_>,
    ) -> Result<Result<(), Fault>, InvalidAnswer> {
        for line in &self.trace {
            context.trace(line);
        }
        if let Some(failure) = self.fault {
            return Ok(Err(Fault::from(failure)));
        }
        // Everything is read before anything is applied.
        let outputs = outputs(&self.outputs, context)?;
        let columns = columns(&self.target, context)?;
        let shared = self
            .shared_variables
            .into_iter()
            .map(|(name, value)| Ok((simple(&name, &value)?, name)))
            .collect::<Result<Vec<_>, InvalidAnswer>>()?;
        for (name, value) in outputs {
            context.set_output(name, value);
        }
        if let Some(Value::Entity(target)) = context.inputs_mut().get_mut("Target") {
            target.attributes.extend(columns);
        }
        for (value, name) in shared {
            context.share(name, value);
        }
        Ok(Ok(()))
    }
}

/// Reads output parameters by the definition of the custom API.
fn outputs(
    members: &Map<String, Json>,
    context: &Context<'_>,
) -> Result<Attributes, InvalidAnswer> {
    if members.is_empty() {
        return Ok(Attributes::default());
    }
    let (stage, message) = (context.execution().stage, context.message());
    let bounds = context.bounds();
    let api = bounds.message(message);
    let api = api.filter(|api| api.custom_api.is_some()).ok_or_else(|| {
        format!("has outputs, which can be given for custom APIs only, and '{message}' is none")
    })?;
    if stage < MAIN {
        return Err(format!(
            "has outputs, of which there are none yet at stage {stage}"
        ));
    }
    let reader = PayloadReader::new(bounds.metadata(), bounds.rules());
    read_outputs(&api, members, reader)
        .map_err(|fault| format!("has outputs that do not fit: {}", fault.message))
}

/// Reads columns of the target from the Web API's JSON.
fn columns(
    members: &Map<String, Json>,
    context: &Context<'_>,
) -> Result<Attributes, InvalidAnswer> {
    if members.is_empty() {
        return Ok(Attributes::default());
    }
    let stage = context.execution().stage;
    if stage >= MAIN {
        return Err(format!(
            "has a target, which cannot be changed any more at stage {stage}"
        ));
    }
    let no_row = || {
        let message = context.message();
        format!("has a target, and the Target of '{message}' is no row")
    };
    let Some(Value::Entity(target)) = context.input("Target") else {
        return Err(no_row());
    };
    if context.bounds().metadata().table(&target.table).is_none() {
        return Err(no_row());
    }
    let row = context.read_row(&target.table, members);
    row.map(|row| row.attributes)
        .map_err(|fault| format!("has a target that does not fit: {}", fault.message))
}

/// Reads a shared variable.
fn simple(name: &str, value: &Json) -> Result<Value, InvalidAnswer> {
    let number = |number: &serde_json::Number| {
        let whole = number.as_i64().map(|whole| match i32::try_from(whole) {
            Ok(small) => Value::Integer(small),
            Err(_) => Value::BigInt(whole),
        });
        whole.or_else(|| number.as_f64().map(Value::Double))
    };
    match value {
        Json::Null => Some(Value::Null),
        Json::Bool(truth) => Some(Value::Boolean(*truth)),
        Json::String(text) => Some(Value::String(text.clone())),
        Json::Number(given) => number(given),
        Json::Array(_) | Json::Object(_) => None,
    }
    .ok_or_else(|| {
        format!("shares '{name}', which is no text, number or truth value, nor null: {value}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_answer_is_an_empty_object() {
        let answer = HandlerAnswer::parse(200, b"{}").unwrap();
        assert!(answer.fault.is_none() && answer.trace.is_empty());
    }

    #[test]
    fn nonsense_is_named() {
        for (status, body, expected) in [
            (500, "{}", "status 500"),
            (204, "", "status 204"),
            (200, "", "no JSON"),
            (200, "[]", "no JSON"),
            (200, r#"{"output":{}}"#, "unknown field `output`"),
            (200, r#"{"trace":"one"}"#, "expected a sequence"),
            (200, r#"{"fault":{"message":"m"}}"#, "missing field `code`"),
            (
                200,
                r#"{"fault":{"code":1,"message":"m"},"outputs":{"A":1}}"#,
                "one or the other",
            ),
        ] {
            let why = HandlerAnswer::parse(status, body.as_bytes()).unwrap_err();
            assert!(why.contains(expected), "{body}: {why}");
        }
    }

    #[test]
    fn shared_variables_are_simple() {
        assert_eq!(simple("a", &Json::from(7)), Ok(Value::Integer(7)));
        assert_eq!(
            simple("a", &Json::from(1_i64 << 40)),
            Ok(Value::BigInt(1 << 40))
        );
        assert_eq!(simple("a", &Json::from(0.5)), Ok(Value::Double(0.5)));
        assert!(simple("a", &Json::Array(Vec::new())).is_err());
    }
}

//! A context as a system job keeps it until it runs: text that loses nothing.
//!
//! The context is put into one set of values, members by their name in the SDK, rows and parents as
//! rows without a table, and [`exact`] writes that. So what is nested too deep to be read back is not
//! written.

use indexmap::IndexMap;
use thiserror::Error;
use uuid::Uuid;

use super::{ExecutionContext, Mode, Transaction, User};
use crate::exact::{self, ExactError};
use crate::value::{Attributes, Entity, Value};

/// Why a kept text is not a context.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeptError {
    /// Not even values.
    #[error(transparent)]
    Exact(#[from] ExactError),
    /// A member is missing or of another kind.
    #[error("the kept context has {found} for `{member}`, expected {expected}")]
    Unexpected {
        /// The member's name in the SDK.
        member: String,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
    /// A member that no context has.
    #[error("the kept context has a member `{0}`, expected only those of an execution context")]
    Unknown(String),
}

type Read<T> = Result<T, KeptError>;

impl ExecutionContext {
    /// The exact text of this context.
    ///
    /// # Errors
    ///
    /// [`ExactError::TooDeep`] when its parents and rows are nested deeper than can be read back.
    pub fn keep(&self) -> Result<String, ExactError> {
        exact::write(&values(self))
    }

    /// The context of an exact text.
    ///
    /// # Errors
    ///
    /// [`KeptError`] when the text is not one that [`keep`](Self::keep) wrote.
    pub fn restore(text: &str) -> Result<Self, KeptError> {
        context(exact::read(text)?)
    }
}

fn values(of: &ExecutionContext) -> Attributes {
    let values = [
        ("BusinessUnitId", of.business_unit.into()),
        ("CorrelationId", of.correlation.into()),
        ("Depth", Value::BigInt(of.depth.into())),
        (
            "InitiatingUserAzureActiveDirectoryObjectId",
            of.initiating_user.object_id.into(),
        ),
        ("InitiatingUserId", of.initiating_user.id.into()),
        ("InputParameters", bag(of.inputs.clone())),
        (
            "IsInTransaction",
            (of.transaction == Transaction::Inside).into(),
        ),
        ("IsolationMode", of.isolation_mode.into()),
        ("MessageName", of.message.as_str().into()),
        ("Mode", (of.mode as i32).into()),
        ("OperationCreatedOn", of.operation_created_on.into()),
        ("OperationId", of.operation.into()),
        ("OrganizationId", of.organization.into()),
        ("OrganizationName", of.organization_name.as_str().into()),
        ("OutputParameters", bag(of.outputs.clone())),
        ("OwningExtension", of.owning_extension.clone().into()),
        (
            "ParentContext",
            of.parent.as_deref().map(|of| bag(values(of))).into(),
        ),
        ("PostEntityImages", bag(rows(&of.post_images))),
        ("PreEntityImages", bag(rows(&of.pre_images))),
        ("PrimaryEntityId", of.primary_id.into()),
        ("PrimaryEntityName", of.primary_table.as_str().into()),
        ("RequestId", of.request.into()),
        ("SecondaryEntityName", of.secondary_table.as_str().into()),
        ("SharedVariables", bag(of.shared.clone())),
        ("Stage", of.stage.into()),
        ("UserAzureActiveDirectoryObjectId", of.user.object_id.into()),
        ("UserId", of.user.id.into()),
    ];
    let named = values.into_iter();
    named
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Values inside a value: a row without a table.
fn bag(attributes: Attributes) -> Value {
    Value::from(Entity {
        attributes,
        ..Entity::default()
    })
}

fn rows(images: &IndexMap<String, Entity>) -> Attributes {
    let images = images.iter();
    images
        .map(|(alias, row)| (alias.clone(), row.clone().into()))
        .collect()
}

fn context(values: Attributes) -> Read<ExecutionContext> {
    let mut members = Members(values);
    let context = ExecutionContext {
        business_unit: members.guid("BusinessUnitId")?,
        correlation: members.guid("CorrelationId")?,
        depth: members.take("Depth", "a number from 0", |value| match value {
            Value::BigInt(depth) => u32::try_from(depth).map_err(|_| value),
            other => Err(other),
        })?,
        initiating_user: User {
            object_id: members.guid("InitiatingUserAzureActiveDirectoryObjectId")?,
            id: members.guid("InitiatingUserId")?,
        },
        inputs: members.bag("InputParameters")?,
        transaction: members.take("IsInTransaction", "a truth value", |value| match value {
            Value::Boolean(true) => Ok(Transaction::Inside),
            Value::Boolean(false) => Ok(Transaction::Outside),
            other => Err(other),
        })?,
        isolation_mode: members.integer("IsolationMode")?,
        message: members.text("MessageName")?,
        mode: members.take("Mode", "0 or 1", |value| match value {
            Value::Integer(0) => Ok(Mode::Synchronous),
            Value::Integer(1) => Ok(Mode::Asynchronous),
            other => Err(other),
        })?,
        operation_created_on: members.take(
            "OperationCreatedOn",
            "an instant",
            |value| match value {
                Value::DateTime(at) => Ok(at),
                other => Err(other),
            },
        )?,
        operation: members.guid("OperationId")?,
        organization: members.guid("OrganizationId")?,
        organization_name: members.text("OrganizationName")?,
        outputs: members.bag("OutputParameters")?,
        owning_extension: members.take("OwningExtension", "a reference", |value| match value {
            Value::Reference(step) => Ok(step),
            other => Err(other),
        })?,
        parent: members
            .optional_bag("ParentContext")?
            .map(|values| context(values).map(Box::new))
            .transpose()?,
        post_images: members.rows("PostEntityImages")?,
        pre_images: members.rows("PreEntityImages")?,
        primary_id: members.guid("PrimaryEntityId")?,
        primary_table: members.text("PrimaryEntityName")?,
        request: members.take("RequestId", "a guid or nothing", |value| match value {
            Value::Null => Ok(None),
            Value::Guid(id) => Ok(Some(id)),
            other => Err(other),
        })?,
        secondary_table: members.text("SecondaryEntityName")?,
        shared: members.bag("SharedVariables")?,
        stage: members.integer("Stage")?,
        user: User {
            object_id: members.guid("UserAzureActiveDirectoryObjectId")?,
            id: members.guid("UserId")?,
        },
    };
    match members.0.into_keys().next() {
        Some(unknown) => Err(KeptError::Unknown(unknown)),
        None => Ok(context),
    }
}

/// The members that have not been read yet.
struct Members(Attributes);

impl Members {
    /// Takes a member; the reading gives back a value that does not fit.
    fn take<T>(
        &mut self,
        name: &str,
        expected: &'static str,
        read: impl FnOnce(Value) -> Result<T, Value>,
    ) -> Read<T> {
        let unexpected = |found: String| KeptError::Unexpected {
            member: name.to_owned(),
            found,
            expected,
        };
        let value = self.0.swap_remove(name);
        let value = value.ok_or_else(|| unexpected("nothing at all".to_owned()))?;
        read(value).map_err(|value| unexpected(format!("{value:?}")))
    }

    fn guid(&mut self, name: &str) -> Read<Uuid> {
        self.take(name, "a guid", |value| match value {
            Value::Guid(id) => Ok(id),
            other => Err(other),
        })
    }

    fn integer(&mut self, name: &str) -> Read<i32> {
        self.take(name, "an integer", |value| match value {
            Value::Integer(number) => Ok(number),
            other => Err(other),
        })
    }

    fn text(&mut self, name: &str) -> Read<String> {
        self.take(name, "a text", |value| match value {
            Value::String(text) => Ok(text),
            other => Err(other),
        })
    }

    fn bag(&mut self, name: &str) -> Read<Attributes> {
        self.take(name, "values", opened)
    }

    fn optional_bag(&mut self, name: &str) -> Read<Option<Attributes>> {
        self.take(name, "values or nothing", |value| match value {
            Value::Null => Ok(None),
            other => opened(other).map(Some),
        })
    }

    fn rows(&mut self, name: &str) -> Read<IndexMap<String, Entity>> {
        let images = self.bag(name)?.into_iter();
        let row = |(alias, value)| match value {
            Value::Entity(row) => Ok((alias, *row)),
            other => Err(KeptError::Unexpected {
                member: format!("{name}.{alias}"),
                found: format!("{other:?}"),
                expected: "a row",
            }),
        };
        images.map(row).collect()
    }
}

fn opened(value: Value) -> Result<Attributes, Value> {
    match value {
        Value::Entity(row) => Ok(row.attributes),
        other => Err(other),
    }
}

//! The data contracts of the SDK: each type in its namespace, and its members in the order of the SDK's serializer.
//!
//! Members stand in ordinal order of their names, those of a base type first.

use dataverse_limits::Limits;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::value;
use crate::query::Columns;
use crate::query::alias_sources::AliasSources;
use crate::request::{OrganizationRequest, OrganizationResponse};
use crate::soap::contract::{ALL, Content};
use crate::soap::name::{CONTRACTS, CONTRACTS_7_1, GENERIC, INSTANCE};
use crate::soap::node::{self, Node};
use crate::soap::write::Writer;
use crate::soap::{Detail, ServiceFault, SoapError, write_fault};
use crate::value::{Entity, EntityCollection, EntityReference, ManagedProperty, Related, Value};

/// The members of each type that the writer writes, in their order.
const MEMBERS: [(&str, &[&str]); 10] = [
    (
        "BooleanManagedProperty",
        &["CanBeChanged", "ManagedPropertyLogicalName", "Value"],
    ),
    (
        "ColumnSet",
        &["AllColumns", "AttributeExpressions", "Columns"],
    ),
    (
        "Entity",
        &[
            "Attributes",
            "EntityState",
            "FormattedValues",
            "Id",
            "KeyAttributes",
            "LogicalName",
            "RelatedEntities",
            "RowVersion",
        ],
    ),
    (
        "EntityCollection",
        &[
            "Entities",
            "EntityName",
            "MinActiveRowVersion",
            "MoreRecords",
            "PagingCookie",
            "TotalRecordCount",
            "TotalRecordCountLimitExceeded",
        ],
    ),
    (
        "EntityReference",
        &["Id", "KeyAttributes", "LogicalName", "Name", "RowVersion"],
    ),
    ("Money", &["Value"]),
    ("OptionSetValue", &["Value"]),
    (
        "OrganizationRequest",
        &["Parameters", "RequestId", "RequestName"],
    ),
    (
        "OrganizationServiceFault",
        &[
            "ActivityId",
            "ErrorCode",
            "ErrorDetails",
            "HelpLink",
            "Message",
            "Timestamp",
            "ExceptionRetriable",
            "ExceptionSource",
            "InnerFault",
            "OriginalException",
            "TraceText",
        ],
    ),
    ("Relationship", &["PrimaryEntityRole", "SchemaName"]),
];

fn members_of(name: &str) -> &'static [&'static str] {
    let found = MEMBERS.iter().find(|(known, _)| *known == name);
    found
        .unwrap_or_else(|| panic!("{name} is not in the table"))
        .1
}

/// Whether the members of an element are those of the type, in their order and namespace.
fn assert_members(node: &Node<'_>, name: &str) {
    let found: Vec<&str> = node.children.iter().map(|child| child.name.local).collect();
    assert_eq!(found, members_of(name), "{name}");
    for child in &node.children {
        assert_eq!(child.name.namespace, CONTRACTS, "{name}.{}", child.name);
    }
}

/// Whether every element of a written text that declares a type of the table, or is a row, has its members.
fn assert_contracts(node: &Node<'_>) {
    let declared = node.kind.filter(|kind| kind.namespace == CONTRACTS);
    let name = declared.map_or(node.name.local, |kind| kind.local);
    if MEMBERS.iter().any(|(known, _)| *known == name) {
        assert_members(node, name);
    }
    if name == "KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN" {
        assert_members(node.child(GENERIC, "key").unwrap(), "Relationship");
        assert_members(node.child(GENERIC, "value").unwrap(), "EntityCollection");
    }
    node.children.iter().for_each(assert_contracts);
}

fn row() -> Entity {
    let reference = EntityReference::new("account", Uuid::nil());
    let mut row = Entity::new("account")
        .with("amount", Value::Money(Decimal::ONE))
        .with("choice", Value::OptionSet(1))
        .with("owner", reference)
        .with(
            "managed",
            ManagedProperty {
                value: true,
                can_be_changed: false,
            },
        );
    row.formatted.insert("choice".to_owned(), "One".to_owned());
    row.related.insert(
        "one".to_owned(),
        Related::One(Some(Box::new(Entity::new("contact")))),
    );
    row
}

#[test]
fn what_is_written_has_the_members_of_its_contract_in_their_order() {
    let rows = EntityCollection {
        table: "account".to_owned(),
        entities: vec![row()],
        ..EntityCollection::default()
    };
    let response = OrganizationResponse::default()
        .with("Row", row())
        .with("Rows", rows)
        .with("Columns", Columns::Named(vec!["name".to_owned()]))
        .with("Request", OrganizationRequest::new("WhoAmI").with("A", 1));
    let aliases = AliasSources::default();
    let mut out = Writer::new(&aliases);
    out.raw(&format!(
        "<r xmlns:a=\"{CONTRACTS}\" xmlns:b=\"{GENERIC}\" xmlns:i=\"{INSTANCE}\">"
    ));
    out.bag(&response.results).unwrap();
    out.raw("</r>");
    node::read(out.finish().as_bytes(), &Limits::default(), |root| {
        assert_eq!(root.children.len(), 4);
        assert_contracts(root);
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_fault_has_the_members_of_its_base_first() {
    let at = jiff::Timestamp::UNIX_EPOCH;
    let mut fault = ServiceFault::new(-1, "no", Uuid::nil(), at).with("a", Detail::Integer(1));
    fault.inner = Some(Box::new(ServiceFault::new(-2, "why", Uuid::nil(), at)));
    node::read(write_fault(&fault).as_bytes(), &Limits::default(), |root| {
        let told = &root.children[0].children[0];
        let detail = told.children.last().unwrap();
        let fault = &detail.children[0];
        assert_members(fault, "OrganizationServiceFault");
        let inner = fault.member("InnerFault").unwrap();
        assert_members(inner, "OrganizationServiceFault");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_type_is_known_in_its_own_namespace_only() {
    let namespaces = [
        CONTRACTS,
        CONTRACTS_7_1,
        "http://schemas.microsoft.com/xrm/2014/Contracts",
        "urn:any",
    ];
    let read = |name: &str, namespace: &str| {
        value(&format!(
            "<b:value i:type='t:{name}' xmlns:t='{namespace}'>Default</b:value>"
        ))
    };
    for contract in &ALL {
        for namespace in namespaces {
            let is_unknown = matches!(
                read(contract.name, namespace),
                Err(SoapError::UnknownType { .. })
            );
            assert_eq!(
                is_unknown,
                namespace != contract.namespace,
                "{}",
                contract.name
            );
        }
        if contract.content == Content::Enumeration {
            assert_eq!(
                read(contract.name, contract.namespace),
                Ok(Value::from("Default"))
            );
        }
    }
}

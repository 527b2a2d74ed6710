//! The enumerations of metadata, with the SDK's names and numbers (MD-00D).

use super::namespaces::{CONTRACTS_7_1, METADATA, METADATA_9_0, QUERY, QUERY_OF_ROWS};
use crate::complex::enumeration::Enumeration;

/// How a related table stands in the menu of a form.
pub static ASSOCIATED_MENU_BEHAVIOR: Enumeration = Enumeration::of(
    "AssociatedMenuBehavior",
    &METADATA,
    &[
        ("UseCollectionName", 0),
        ("UseLabel", 1),
        ("DoNotDisplay", 2),
    ],
);

/// The group of a related table in the menu of a form.
pub static ASSOCIATED_MENU_GROUP: Enumeration = Enumeration::of(
    "AssociatedMenuGroup",
    &METADATA,
    &[
        ("Details", 0),
        ("Sales", 1),
        ("Service", 2),
        ("Marketing", 3),
    ],
);

/// Whether a row must have a value.
pub static ATTRIBUTE_REQUIRED_LEVEL: Enumeration = Enumeration::of(
    "AttributeRequiredLevel",
    &METADATA,
    &[
        ("None", 0),
        ("SystemRequired", 1),
        ("ApplicationRequired", 2),
        ("Recommended", 3),
    ],
);

/// The type of a column. Types of later versions are `Virtual` here, and are told by their `AttributeTypeName`.
pub static ATTRIBUTE_TYPE_CODE: Enumeration = Enumeration::of(
    "AttributeTypeCode",
    &METADATA,
    &[
        ("Boolean", 0),
        ("Customer", 1),
        ("DateTime", 2),
        ("Decimal", 3),
        ("Double", 4),
        ("Integer", 5),
        ("Lookup", 6),
        ("Memo", 7),
        ("Money", 8),
        ("Owner", 9),
        ("PartyList", 10),
        ("Picklist", 11),
        ("State", 12),
        ("Status", 13),
        ("String", 14),
        ("Uniqueidentifier", 15),
        ("CalendarRules", 16),
        ("Virtual", 17),
        ("BigInt", 18),
        ("ManagedProperty", 19),
        ("EntityName", 20),
    ],
);

/// What an event on a row does to the rows that refer to it.
pub static CASCADE_TYPE: Enumeration = Enumeration::of(
    "CascadeType",
    &METADATA,
    &[
        ("NoCascade", 0),
        ("Cascade", 1),
        ("Active", 2),
        ("UserOwned", 3),
        ("RemoveLink", 4),
        ("Restrict", 5),
    ],
);

/// What of a date is shown.
pub static DATE_TIME_FORMAT: Enumeration = Enumeration::of(
    "DateTimeFormat",
    &METADATA,
    &[("DateOnly", 0), ("DateAndTime", 1)],
);

/// The kinds of deleted definitions that a client wants to know.
pub static DELETED_METADATA_FILTERS: Enumeration = Enumeration::flags(
    "DeletedMetadataFilters",
    &QUERY,
    &[
        ("Entity", 1),
        ("Default", 1),
        ("Attribute", 2),
        ("Relationship", 4),
        ("Label", 8),
        ("OptionSet", 16),
        ("All", 31),
    ],
);

/// Where the rows of a table are kept.
pub(super) static ENTITY_CLUSTER_MODE: Enumeration = Enumeration::of(
    "EntityClusterMode",
    &METADATA_9_0,
    &[
        ("Partitioned", 0),
        ("Replicated", 1),
        ("Local", 2),
        ("Inherited", 3),
    ],
);

/// The parts of a table's definition.
pub static ENTITY_FILTERS: Enumeration = Enumeration::flags(
    "EntityFilters",
    &METADATA,
    &[
        ("Entity", 1),
        ("Default", 1),
        ("Attributes", 2),
        ("Privileges", 4),
        ("Relationships", 8),
        ("All", 15),
    ],
);

/// Whether the index of an alternate key is there.
pub static ENTITY_KEY_INDEX_STATUS: Enumeration = Enumeration::of(
    "EntityKeyIndexStatus",
    &CONTRACTS_7_1,
    &[
        ("Pending", 0),
        ("InProgress", 1),
        ("Active", 2),
        ("Failed", 3),
    ],
);

/// Whether an input method editor is on.
pub static IME_MODE: Enumeration = Enumeration::of(
    "ImeMode",
    &METADATA,
    &[("Auto", 0), ("Inactive", 1), ("Active", 2), ("Disabled", 3)],
);

/// How a whole number is shown.
pub static INTEGER_FORMAT: Enumeration = Enumeration::of(
    "IntegerFormat",
    &METADATA,
    &[
        ("None", 0),
        ("Duration", 1),
        ("TimeZone", 2),
        ("Language", 3),
        ("Locale", 4),
    ],
);

/// How conditions are joined.
pub static LOGICAL_OPERATOR: Enumeration =
    Enumeration::of("LogicalOperator", &QUERY_OF_ROWS, &[("And", 0), ("Or", 1)]);

/// How a lookup is shown.
pub static LOOKUP_FORMAT: Enumeration = Enumeration::of(
    "LookupFormat",
    &METADATA,
    &[
        ("None", 0),
        ("Connection", 1),
        ("Regarding", 2),
        ("Text", 3),
    ],
);

/// When a managed property is evaluated.
pub(super) static MANAGED_PROPERTY_EVALUATION_PRIORITY: Enumeration = Enumeration::of(
    "ManagedPropertyEvaluationPriority",
    &METADATA,
    &[
        ("None", 0),
        ("Low", 1),
        ("Normal", 2),
        ("High", 3),
        ("Essential", 4),
    ],
);

/// What a managed property restricts.
pub(super) static MANAGED_PROPERTY_OPERATION: Enumeration = Enumeration::of(
    "ManagedPropertyOperation",
    &METADATA,
    &[
        ("None", 0),
        ("Create", 1),
        ("Update", 2),
        ("CreateUpdate", 3),
        ("Delete", 4),
        ("UpdateDelete", 6),
        ("All", 7),
    ],
);

/// What a managed property belongs to.
pub(super) static MANAGED_PROPERTY_TYPE: Enumeration = Enumeration::of(
    "ManagedPropertyType",
    &METADATA,
    &[
        ("Operation", 0),
        ("Attribute", 1),
        ("CustomEvaluator", 2),
        ("Custom", 3),
    ],
);

/// How a property of a definition is compared with a value.
pub static METADATA_CONDITION_OPERATOR: Enumeration = Enumeration::of(
    "MetadataConditionOperator",
    &QUERY,
    &[
        ("Equals", 0),
        ("NotEquals", 1),
        ("In", 2),
        ("NotIn", 3),
        ("GreaterThan", 4),
        ("LessThan", 5),
    ],
);

/// The kind of an option set.
pub static OPTION_SET_TYPE: Enumeration = Enumeration::of(
    "OptionSetType",
    &METADATA,
    &[("Picklist", 0), ("State", 1), ("Status", 2), ("Boolean", 3)],
);

/// Who owns the rows of a table.
pub static OWNERSHIP_TYPES: Enumeration = Enumeration::flags(
    "OwnershipTypes",
    &METADATA,
    &[
        ("None", 0),
        ("UserOwned", 1),
        ("TeamOwned", 2),
        ("BusinessOwned", 4),
        ("OrganizationOwned", 8),
        ("BusinessParented", 16),
        ("Filtered", 32),
    ],
);

/// The right that a privilege gives.
pub static PRIVILEGE_TYPE: Enumeration = Enumeration::of(
    "PrivilegeType",
    &METADATA,
    &[
        ("None", 0),
        ("Create", 1),
        ("Read", 2),
        ("Write", 3),
        ("Delete", 4),
        ("Assign", 5),
        ("Share", 6),
        ("Append", 7),
        ("AppendTo", 8),
    ],
);

/// The kind of a relationship.
pub static RELATIONSHIP_TYPE: Enumeration = Enumeration::of(
    "RelationshipType",
    &METADATA,
    &[("OneToManyRelationship", 0), ("ManyToManyRelationship", 1)],
);

/// What a relationship means for security.
pub static SECURITY_TYPES: Enumeration = Enumeration::flags(
    "SecurityTypes",
    &METADATA,
    &[
        ("None", 0),
        ("Append", 1),
        ("ParentChild", 2),
        ("Pointer", 4),
        ("Inheritance", 8),
    ],
);

/// The format of a text column.
pub static STRING_FORMAT: Enumeration = Enumeration::of(
    "StringFormat",
    &METADATA,
    &[
        ("Email", 0),
        ("Text", 1),
        ("TextArea", 2),
        ("Url", 3),
        ("TickerSymbol", 4),
        ("PhoneticGuide", 5),
        ("VersionNumber", 6),
        ("Phone", 7),
        ("Json", 8),
        ("RichText", 9),
    ],
);

//! `SecurityPrivilegeMetadata`: the privileges of a table.

use dataverse_model::metadata::Table;
use dataverse_protocol::complex::Complex;
use dataverse_protocol::complex::metadata::{PRIVILEGE_TYPE, SECURITY_PRIVILEGE};

use crate::privilege::{Depth, Privilege, Privileges};

/// The privileges of a table, in the order in which they were defined.
pub(super) fn privileges(table: &Table, all: &Privileges) -> Vec<Complex> {
    let of_table = |privilege: &&std::sync::Arc<Privilege>| {
        let of = privilege.table.as_ref();
        of.is_some_and(|of| of.logical_name == table.logical_name)
    };
    let own = all.all().iter().filter(of_table);
    own.map(|privilege| of(privilege)).collect()
}

fn of(privilege: &Privilege) -> Complex {
    let takes = |depth| privilege.depths.take(depth);
    Complex::new(&SECURITY_PRIVILEGE)
        .with("Name", privilege.name.as_str())
        .with("PrivilegeId", privilege.id)
        .with(
            "PrivilegeType",
            PRIVILEGE_TYPE.value(privilege.right.name()),
        )
        .with("CanBeBasic", takes(Depth::Basic))
        .with("CanBeLocal", takes(Depth::Local))
        .with("CanBeDeep", takes(Depth::Deep))
        .with("CanBeGlobal", takes(Depth::Global))
        .with("CanBeEntityReference", false)
        .with("CanBeParentEntityReference", false)
        .with("CanBeRecordFilter", false)
}

"use strict";

/** Opens the form of a project. */
function openProject(id) {
    location.href = `/main.aspx?etn=fabrikam_project&id=${id}`;
}

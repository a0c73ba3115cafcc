"""People of the test region (`conftest.STAFF`), in the groups the tables speak of."""

COORDINATORS = {"coordinator", "north"}
MANAGERS = {"head", "deputy"}
OFFICE = {*MANAGERS, "office"}
STAFF = {
    *COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher", "expert", "organiser",
    "technician",
}  # fmt: skip
READERS = {*COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher"}
BRINGERS = {*COORDINATORS, *OFFICE}

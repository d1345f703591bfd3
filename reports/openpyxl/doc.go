// Package openpyxl has tests' scripts read and make workbooks by another program than ours, the Python library of that
// name, in the Python that OUTREACH_PYTHON names; `make test` sets it. It is a test's tool: nothing that ships imports
// it. A script that cannot be run fails the test. It imports the standard library only.
package openpyxl

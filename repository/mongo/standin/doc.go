// Package standin gives tests a server that speaks MongoDB's protocol: the deployment that OUTREACH_TEST_MONGO
// names, or SecantusDB started for the test binary alone, from the Python that OUTREACH_PYTHON names or the
// project's .venv. It is a test's tool: nothing that ships imports it, and no part of that server is
// linked in. A server that cannot be had fails the test.
package standin

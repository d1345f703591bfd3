-- Questions that no tally holds are answered from memory (decision 0018).
DROP INDEX versions_facts;

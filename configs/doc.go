// Package configs holds what an operator decides and what the ledger ships as data: the configuration and its
// loading, the messages people read in Chinese and English, the vocabularies, programmes, campaigns and
// organisations a new ledger starts with, the areas and campuses, and the data-quality rules.
//
// It refuses a setting it does not know, and gives every fault of a configuration at once. It decides
// nothing about records: it makes domain values out of files, and no more.
//
// It may import domain, koanf, go-i18n, the YAML parser and golang.org/x/text.
package configs

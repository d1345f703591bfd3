package main

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// add takes one production file into the package's sums; own is the module's path.
func (p *pkg) add(own string, f file, tree *ast.File) {
	p.code += f.code
	p.paragraph = p.paragraph || tree.Doc != nil
	for _, spec := range tree.Imports {
		p.imports(own, spec)
	}
	for _, decl := range tree.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" {
				p.inits++
			}
			if d.Name.IsExported() && exportedReceiver(d) {
				p.document(d.Doc)
			}
		case *ast.GenDecl:
			p.declare(d)
		}
	}
}

func (p *pkg) imports(own string, spec *ast.ImportSpec) {
	name, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return // the parser has accepted it: cannot happen
	}
	first, _, _ := strings.Cut(name, "/")
	switch {
	case name == own || strings.HasPrefix(name, own+"/"):
		p.own[name] = true
	case strings.Contains(first, "."):
		p.foreign[name] = true
	}
	if name == "database/sql" || strings.HasPrefix(name, "github.com/ncruces/go-sqlite3") {
		p.sql = true
	}
}

func (p *pkg) declare(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.ValueSpec:
			if d.Tok == token.VAR {
				p.variables(s)
			}
		case *ast.TypeSpec:
			if s.Name.IsExported() {
				doc := s.Doc
				if doc == nil && !d.Lparen.IsValid() {
					doc = d.Doc
				}
				p.document(doc)
			}
			if i, ok := s.Type.(*ast.InterfaceType); ok && isMethodSet(i) && len(i.Methods.List) > p.largestInterfaceCount {
				p.largestInterface, p.largestInterfaceCount = s.Name.Name, len(i.Methods.List)
			}
		}
	}
}

func (p *pkg) variables(s *ast.ValueSpec) {
	for _, name := range s.Names {
		if name.Name != "_" {
			p.vars++
		}
	}
}

func (p *pkg) document(doc *ast.CommentGroup) {
	p.exported++
	if doc != nil {
		p.documented++
	}
}

// isMethodSet tells an interface of methods from a constraint of types.
func isMethodSet(i *ast.InterfaceType) bool {
	for _, m := range i.Methods.List {
		switch m.Type.(type) {
		case *ast.UnaryExpr, *ast.BinaryExpr:
			return false
		}
	}
	return true
}

// exportedReceiver reports a function, or a method of an exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

// countTests counts test functions, subtests and tables of a test file.
func countTests(tree *ast.File, f *file) {
	for _, fn := range f.funcs {
		for _, prefix := range []string{"Test", "Fuzz", "Benchmark"} {
			if strings.HasPrefix(fn.name, prefix) && fn.name != "TestMain" {
				f.tests++
			}
		}
	}
	ast.Inspect(tree, func(node ast.Node) bool {
		switch x := node.(type) {
		case *ast.CallExpr:
			if s, ok := x.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Run" && len(x.Args) == 2 {
				f.subtests++
			}
		case *ast.CompositeLit:
			if isTable(x.Type) {
				f.tables++
			}
		}
		return true
	})
}

func isTable(t ast.Expr) bool {
	switch x := t.(type) {
	case *ast.ArrayType:
		_, ok := x.Elt.(*ast.StructType)
		return ok
	case *ast.MapType:
		_, ok := x.Value.(*ast.StructType)
		return ok
	}
	return false
}

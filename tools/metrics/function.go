package main

import (
	"go/ast"
	"go/token"
)

// functions measures every declared function of a file that has a body.
func functions(set *token.FileSet, tree *ast.File) []function {
	var list []function
	for _, decl := range tree.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		list = append(list, function{
			name:   f.Name.Name,
			lines:  set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1,
			cyclo:  1 + branches(f.Body),
			depth:  depth(f.Body),
			params: f.Type.Params.NumFields(),
		})
	}
	return list
}

// branches counts what adds a path: if, for, case and select arms (not default), && and ||.
func branches(body ast.Node) int {
	n := 0
	ast.Inspect(body, func(node ast.Node) bool {
		switch x := node.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			n++
		case *ast.CaseClause:
			if x.List != nil {
				n++
			}
		case *ast.CommClause:
			if x.Comm != nil {
				n++
			}
		case *ast.BinaryExpr:
			if x.Op == token.LAND || x.Op == token.LOR {
				n++
			}
		}
		return true
	})
	return n
}

// depth tells how many if, for, switch, select and function literals enclose the deepest statement.
// An "else if" stands beside its "if", not inside it.
func depth(body ast.Node) int {
	deepest, level := 0, 0
	var open []bool // for every node on the path, whether it raised the level
	chained := map[ast.Node]bool{}
	ast.Inspect(body, func(node ast.Node) bool {
		if node == nil {
			if open[len(open)-1] {
				level--
			}
			open = open[:len(open)-1]
			return true
		}
		raises := false
		switch x := node.(type) {
		case *ast.IfStmt:
			raises = !chained[x]
			if next, ok := x.Else.(*ast.IfStmt); ok {
				chained[next] = true
			}
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.FuncLit:
			raises = true
		}
		if raises {
			level++
			deepest = max(deepest, level)
		}
		open = append(open, raises)
		return true
	})
	return deepest
}

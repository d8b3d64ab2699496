package generators

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
)

func TestAFileSetTakesWhatEverySystemTakes(t *testing.T) {
	s := &FileSet{}
	for _, name := range []string{
		"main/main.bicep", "main/default/rg-net/hub.bicep", "main/default/rg-net/con~.bicep", "main/default/console/x.ps1", "a b/.hidden", "größe/x",
		"com10", "README.md",
	} {
		require.NoError(t, s.Add(name, []byte("x\n")), name)
	}
	for _, name := range []string{
		"", "/a", "..", "../a", "a/../b", "a//b", `a\b`, "c:a", "a\nb", "a\x1b", "a\u202e", "a?", "a*", "a<b", `a"`, "a|b",
		"con/x", "main/NUL", "main/Aux.json", "x/com1.prod/y", "lpt\u00b9", "a./b", "a /b", "con .x",
		"main/main.bicep", "MAIN/other.bicep", "main/Default/x", "main/MAIN.bicep", "main/main.bicep/x", "main/default", "readme.md/x",
	} {
		require.Error(t, s.Add(name, []byte("x\n")), name)
	}
	require.Error(t, s.Add("a", []byte("x")))
	require.Error(t, s.Add("a", []byte("x\r\n")))
	require.Error(t, s.Add("a", nil))
	require.Len(t, s.Files(), 8, "what is refused leaves nothing behind")
	require.NoError(t, s.Add("a", []byte("x\n")))
}

func TestNamesOfDevicesAreNoNamesOfFiles(t *testing.T) {
	for name, want := range map[string]string{
		"con": "con~", "CON": "CON~", "nul": "nul~", "aux": "aux~", "prn": "prn~", "com1": "com1~", "LPT9": "LPT9~", "con.prod": "con~.prod",
		"com1.a.b": "com1~.a.b",
	} {
		assert.Equal(t, want, plan.PathName(name))
		assert.False(t, plan.IsDevice(want))
	}
	for _, name := range []string{"", "prod", "console", "com", "com10", "lpt", "rg-con", "a.con", ".con"} {
		assert.Equal(t, name, plan.PathName(name))
	}
}

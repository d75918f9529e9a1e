"""The themes of learning that findings are tagged with."""

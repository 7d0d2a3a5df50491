"""Reading the scripts of Windows: batch files and PowerShell."""

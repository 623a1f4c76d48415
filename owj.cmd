@echo off
rem Starts Owj on Windows: the same as ./owj elsewhere.
setlocal DisableDelayedExpansion
rem A variable of this name would hide the exit codes.
set "errorlevel="
set "PYTHONUTF8=1"
rem No blocks in parentheses: an argument with a parenthesis would end them.
where py >nul 2>nul
if not errorlevel 1 goto launcher
where python >nul 2>nul
if not errorlevel 1 goto python
echo owj: Python 3.11 or later is needed. Install it from https://www.python.org/downloads/ and run owj again. 1>&2
exit /b 2

:launcher
py -3 "%~dp0owj" %*
exit /b %errorlevel%

:python
python "%~dp0owj" %*
exit /b %errorlevel%

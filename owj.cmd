@echo off
rem Starts Owj on Windows: the same as ./owj elsewhere.
setlocal
set "PYTHONUTF8=1"
where py >nul 2>nul
if %errorlevel%==0 (
  py -3 "%~dp0owj" %*
) else (
  python "%~dp0owj" %*
)
exit /b %errorlevel%

@echo off
rem Starts the command line of Edgewise. The same script has two places:
rem - in a clone, edgewise.cmd: finds a JDK 25, builds on first use and after source changes;
rem - in a release archive, bin\edgewise.bat: has its Java in runtime and its libraries in lib, and never builds.
setlocal enabledelayedexpansion
set "home=%~dp0"
set "jdk="
if exist "%home%pom.xml" goto clone
for %%p in ("%home%..") do set "home=%%~fp\"
if not exist "%home%runtime\bin\java.exe" (
  echo edgewise: has no !home!runtime\bin\java.exe, so this copy of the release archive is not complete; unpack it again 1>&2
  exit /b 1
)
set "jdk=%home%runtime"
set "classes=%home%lib\*"
goto start

:clone
set "classes=%home%cli\target\classes;%home%cli\target\libraries\*"
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for %%j in (java.exe) do if not "%%~$PATH:j"=="" call :consider "%%~dp$PATH:j.."
for %%r in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%USERPROFILE%\.jdks") do (
  if exist "%%~r" for /d %%d in ("%%~r\*") do call :consider "%%d"
)
if not defined jdk (
  echo edgewise: needs a JDK 25 or newer, but found none by JAVA_HOME, on the PATH or in the usual folders; install one, for example Eclipse Temurin 25, and set JAVA_HOME 1>&2
  exit /b 1
)
set "stamp=%home%cli\target\built"
powershell -NoProfile -Command "$s='%stamp%'; if (-not (Test-Path $s)) { exit 1 }; $t=(Get-Item $s).LastWriteTime; if (Get-ChildItem -Path '%home%pom.xml','%home%*\pom.xml','%home%*\src\main' -Recurse -File | Where-Object { $_.LastWriteTime -gt $t } | Select-Object -First 1) { exit 1 }"
if errorlevel 1 (
  where mvn >nul 2>nul || (echo edgewise: needs Maven 3.8 or newer to build, but found no mvn on the PATH; install it 1>&2 & exit /b 1)
  echo edgewise: building ^(first use, or sources have changed; the first time, Maven fetches 250 MB^) ... 1>&2
  pushd "%home%"
  call mvn --batch-mode -q -pl cli -am package -Dmaven.test.skip=true 1>&2
  if errorlevel 1 (popd & echo edgewise: the build failed; its messages are above 1>&2 & exit /b 1)
  popd
  type nul > "%stamp%"
)
:start
rem ONNX Runtime reports its use to Microsoft unless this is set
if not defined ORT_DISABLE_TELEMETRY set ORT_DISABLE_TELEMETRY=1
if not defined OMP_WAIT_POLICY set OMP_WAIT_POLICY=PASSIVE
"%jdk%\bin\java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow --add-exports=java.base/jdk.internal.module=ALL-UNNAMED -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Djava.awt.headless=true -cp "%classes%;%home%extensions;%home%extensions\*" io.github.edgewise.cli.Edgewise %*
exit /b %errorlevel%

rem takes a folder as the JDK if its release file says 25 or newer
:consider
if defined jdk exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==." %%v in ('findstr /b JAVA_VERSION= "%~1\release"') do set "version=%%~v"
set "version=%version:"=%"
if %version% geq 25 set "jdk=%~1"
exit /b 0

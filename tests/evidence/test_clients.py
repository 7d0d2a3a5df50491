"""What the user's own pip, uv and npm are told to use, as these clients would read it."""

import base64
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ostiary.core.world import World
from ostiary.evidence.clients import pip, uv
from ostiary.evidence.clients.builtin import pip_default
from ostiary.evidence.clients.read import read_clients
from ostiary.evidence.clients.settings import ClientSettings, Credential, NpmSettings

Make = Callable[..., World]
INDEX = "https://index.example.invalid/simple"


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What this machine's own configuration says must not matter here."""
    monkeypatch.setattr(pip, "MACHINE", tmp_path / "etc/pip.conf")
    monkeypatch.setattr(uv, "MACHINE", tmp_path / "etc/uv.toml")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def urls(settings: ClientSettings) -> list[str]:
    return [place.url for place in settings.pypi]


def read(world: World) -> ClientSettings:
    return read_clients(world)


class TestPip:
    def test_files_in_pips_order(self, make_world: Make, tmp_path: Path) -> None:
        write(tmp_path / "xdg/pip/pip.conf", "[global]\nindex-url = https://a.invalid/simple\n")
        world = make_world(environ={"XDG_CONFIG_DIRS": str(tmp_path / "xdg")})
        assert urls(read(world)) == ["https://a.invalid/simple"]
        write(tmp_path / "home/.pip/pip.conf", "[global]\nindex-url = https://b.invalid/simple\n")
        assert urls(read(world)) == ["https://b.invalid/simple"]
        write(
            tmp_path / "home/.config/pip/pip.conf",
            "[global]\nindex-url = https://c.invalid/simple\n",
        )
        assert urls(read(world)) == ["https://c.invalid/simple"]
        write(tmp_path / "venv/pip.conf", "[global]\nindex-url = https://d.invalid/simple\n")
        environ = {**world.environ, "VIRTUAL_ENV": str(tmp_path / "venv")}
        assert urls(read(make_world(environ=environ))) == ["https://d.invalid/simple"]
        own = write(tmp_path / "own.conf", "[global]\nindex-url = https://e.invalid/simple\n")
        environ["PIP_CONFIG_FILE"] = str(own)
        assert urls(read(make_world(environ=environ))) == ["https://e.invalid/simple"]
        environ["PIP_INDEX_URL"] = "https://f.invalid/simple"
        assert urls(read(make_world(environ=environ))) == ["https://f.invalid/simple"]

    def test_the_commands_section_beats_global(self, make_world: Make, tmp_path: Path) -> None:
        text = "[install]\nindex-url = https://b.invalid/s\n[global]\nindex-url = https://a.invalid/s\n"
        write(tmp_path / "home/.config/pip/pip.conf", text)
        settings = read(make_world())
        assert urls(settings) == ["https://b.invalid/s"]
        assert settings.pypi[0].origin.endswith("pip.conf [install]")

    def test_no_files_when_told_so(self, make_world: Make, tmp_path: Path) -> None:
        write(tmp_path / "home/.config/pip/pip.conf", f"[global]\nindex-url = {INDEX}\n")
        world = make_world(environ={"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1"})
        assert not read(world).pypi

    def test_extra_indexes_links_and_paths(self, make_world: Make, tmp_path: Path) -> None:
        text = f"[global]\nindex-url={INDEX}\nextra-index-url =\n  https://x.invalid/s\n"
        text += "  file:///srv/s\nfind-links = wheels\n"
        write(tmp_path / "home/.config/pip/pip.conf", text)
        places = read(make_world()).pypi
        assert [place.url for place in places] == [
            INDEX,
            "https://x.invalid/s",
            "file:///srv/s",
            f"file://{tmp_path}/cwd/wheels",
        ]
        assert [place.links for place in places] == [False, False, False, True]

    def test_credentials_leave_the_url(self, make_world: Make) -> None:
        url = "https://bob:p%40ss@index.example.invalid/simple"
        settings = read(make_world(environ={"PIP_INDEX_URL": url}))
        assert urls(settings) == [INDEX]
        expected = "Basic " + base64.b64encode(b"bob:p@ss").decode()
        assert settings.authorization(INDEX + "/thing/") == expected
        assert settings.authorization("https://files.example.invalid/thing") == ""
        assert settings.authorization("http://index.example.invalid/simple/") == ""
        assert settings.authorization("https://index.example.invalid:8443/simple/") == ""
        shown = repr(settings) + str(settings.notes)
        assert ("credentials", "https://index.example.invalid/", "$PIP_INDEX_URL") in settings.notes
        assert "p%40ss" not in shown
        assert "p@ss" not in shown
        assert expected not in shown

    def test_network_options(self, make_world: Make, tmp_path: Path) -> None:
        cert = write(tmp_path / "ca.pem", "x")
        settings = read(
            make_world(
                environ={
                    "PIP_INDEX_URL": INDEX,
                    "PIP_CERT": str(cert),
                    "SSL_CERT_FILE": str(tmp_path / "gone.pem"),
                    "PIP_PROXY": "http://u:w@proxy.invalid:3128",
                    "NO_PROXY": "localhost, .corp.invalid",
                    "PIP_TRUSTED_HOST": "index.example.invalid:443",
                    "PIP_DEFAULT_TIMEOUT": "90",
                }
            )
        )
        assert settings.ca_files == (str(cert),)
        assert dict(settings.proxies)["https"] == "http://u:w@proxy.invalid:3128"
        assert settings.no_proxy == ("localhost", ".corp.invalid")
        assert settings.insecure_hosts == ("index.example.invalid",)
        assert settings.index_timeout == 90
        assert "u:w" not in str(settings.notes)
        assert any("gone.pem" in value for topic, value, _ in settings.notes if "fault" in topic)

    def test_plain_http_only_where_pip_would(self, make_world: Make) -> None:
        url = "http://plain.invalid:8080/simple"
        environ = {"PIP_INDEX_URL": url, "PIP_EXTRA_INDEX_URL": "http://127.0.0.1:1/s"}
        settings = read(make_world(environ=environ))
        assert urls(settings) == ["http://127.0.0.1:1/s"]
        assert any("plain http" in value for _, value, _ in settings.notes)
        for trusted in ("plain.invalid", "plain.invalid:8080"):
            found = read(make_world(environ={**environ, "PIP_TRUSTED_HOST": trusted}))
            assert urls(found) == [url, "http://127.0.0.1:1/s"]
        assert urls(read_clients(make_world(), index_url=url)) == [url]

    @pytest.mark.parametrize("text", ["no section", "[global\n", "[global]\nindex-url\n", "\0\xff"])
    def test_a_broken_file_is_left_out(self, make_world: Make, tmp_path: Path, text: str) -> None:
        write(tmp_path / "home/.config/pip/pip.conf", text)
        write(tmp_path / "venv/pip.conf", f"[global]\nindex-url={INDEX}\n")
        assert urls(read(make_world(environ={"VIRTUAL_ENV": str(tmp_path / "venv")}))) == [INDEX]


class TestUv:
    def test_environment(self, make_world: Make) -> None:
        environ = {
            "UV_DEFAULT_INDEX": INDEX,
            "UV_INDEX": "one=https://one.invalid/s https://two.invalid/s?a=b",
        }
        assert urls(read(make_world(environ=environ))) == [
            INDEX,
            "https://one.invalid/s",
            "https://two.invalid/s?a=b",
        ]

    def test_project_table(self, make_world: Make, tmp_path: Path) -> None:
        write(
            tmp_path / "cwd/pyproject.toml",
            f"""
            [[tool.uv.index]]
            name = "my-index"
            url = "https://mine.invalid/simple"
            [[tool.uv.index]]
            url = "{INDEX}"
            default = true
            [[tool.uv.index]]
            url = "https://pinned.invalid/simple"
            explicit = true
            """,
        )
        environ = {"UV_INDEX_MY_INDEX_USERNAME": "bob", "UV_INDEX_MY_INDEX_PASSWORD": "word"}
        settings = read(make_world(environ=environ))
        assert urls(settings) == [INDEX, "https://mine.invalid/simple"]
        assert settings.authorization("https://mine.invalid/simple/x/").startswith("Basic ")

    def test_pips_index_stands_beside_uvs(self, make_world: Make) -> None:
        environ = {"UV_INDEX_URL": "https://uv.invalid/s", "PIP_INDEX_URL": INDEX}
        assert urls(read(make_world(environ=environ))) == [INDEX, "https://uv.invalid/s"]

    @pytest.mark.parametrize("text", ["[[[", "index = 3", 'index = ["x"]', "[[index]]\nurl = 5"])
    def test_a_broken_file_is_left_out(self, make_world: Make, tmp_path: Path, text: str) -> None:
        write(tmp_path / "cwd/uv.toml", text)
        assert urls(read(make_world(environ={"PIP_INDEX_URL": INDEX}))) == [INDEX]


class TestNetrc:
    def test_hosts_but_no_default(self, make_world: Make, tmp_path: Path) -> None:
        path = write(
            tmp_path / "home/.netrc",
            "machine index.example.invalid login bob password word\ndefault login eve password word\n",
        )
        path.chmod(stat.S_IRUSR)
        settings = read(make_world(environ={"PIP_INDEX_URL": INDEX}))
        assert settings.authorization(INDEX + "/x/").startswith("Basic ")
        assert settings.authorization("https://other.invalid/") == ""
        assert settings.authorization("http://index.example.invalid/simple/") == ""

    def test_an_http_index_of_the_users_gets_it_too(self, make_world: Make, tmp_path: Path) -> None:
        own = write(tmp_path / "rc", "machine plain.invalid login bob password word\n")
        environ = {"UV_INDEX_URL": "http://plain.invalid:8080/simple", "NETRC": str(own)}
        settings = read(make_world(environ=environ))
        assert settings.authorization("http://plain.invalid:8080/files/x").startswith("Basic ")

    def test_a_broken_file_is_left_out(self, make_world: Make, tmp_path: Path) -> None:
        write(tmp_path / "home/.netrc", "machine\nnonsense everywhere")
        assert not read(make_world(environ={"PIP_INDEX_URL": INDEX})).credentials


class TestNpm:
    def npmrc(self, make_world: Make, tmp_path: Path, text: str, **environ: str) -> ClientSettings:
        write(tmp_path / "home/.npmrc", text)
        return read(make_world(environ={"PIP_INDEX_URL": INDEX, **environ}))

    def test_registry_scopes_and_tokens(self, make_world: Make, tmp_path: Path) -> None:
        settings = self.npmrc(
            make_world,
            tmp_path,
            """
            ; a comment
            registry=https://npm.example.invalid/
            @corp:registry=https://corp.example.invalid/npm
            //corp.example.invalid/npm/:_authToken=${CORP_TOKEN}
            //npm.example.invalid/:username=bob
            //npm.example.invalid/:_password=d29yZA==
            //other.example.invalid/:_auth=YWJj
            """,
            CORP_TOKEN="t0ken",
        )
        npm = settings.npm
        assert npm.registry_for("left") == "https://npm.example.invalid/"
        assert npm.registry_for("@corp/thing") == "https://corp.example.invalid/npm/"
        assert npm.registry_for("@other/thing") == "https://npm.example.invalid/"
        assert (
            settings.authorization("https://corp.example.invalid/npm/@corp%2fthing")
            == "Bearer t0ken"
        )
        assert settings.authorization("https://corp.example.invalid/elsewhere") == ""
        assert settings.authorization("https://corp.example.invalid/npmx") == ""
        basic = "Basic " + base64.b64encode(b"bob:word").decode()
        assert settings.authorization("https://npm.example.invalid/left") == basic
        assert settings.authorization("https://other.example.invalid/x") == "Basic YWJj"
        assert "t0ken" not in repr(settings) + str(settings.notes)

    def test_project_beats_user_and_environment_beats_both(
        self, make_world: Make, tmp_path: Path
    ) -> None:
        write(tmp_path / "cwd/package.json", "{}")
        write(tmp_path / "cwd/.npmrc", "registry = https://project.invalid/\n")
        text = "registry = https://user.invalid/\n"
        assert self.npmrc(make_world, tmp_path, text).npm.registry == "https://project.invalid/"
        got = self.npmrc(make_world, tmp_path, text, npm_config_registry="https://env.invalid/")
        assert got.npm.registry == "https://env.invalid/"

    def test_network_options(self, make_world: Make, tmp_path: Path) -> None:
        ca = write(tmp_path / "npm.pem", "x")
        text = f"registry=https://npm.invalid/\nstrict-ssl=false\ncafile={ca}\nhttps-proxy=http://p.invalid:1\nnoproxy=a.invalid"
        settings = self.npmrc(make_world, tmp_path, text)
        assert settings.insecure_hosts == ("npm.invalid",)
        assert settings.ca_files == (str(ca),)
        assert settings.proxies == (("https", "http://p.invalid:1"),)
        assert settings.no_proxy == ("a.invalid",)

    def test_without_npm_it_says_so(self, make_world: Make) -> None:
        npm = read(make_world(environ={"PIP_INDEX_URL": INDEX, "PATH": ""})).npm
        assert npm.registry == ""
        assert "no npm registry" in npm.fault
        assert "npmrc" in npm.hint

    @pytest.mark.parametrize(
        "text", ["=", "[x\n=y", "registry", "registry=${NOPE}", "registry=ftp://x/", "\0"]
    )
    def test_nonsense_is_no_registry(self, make_world: Make, tmp_path: Path, text: str) -> None:
        assert self.npmrc(make_world, tmp_path, text, PATH="").npm.registry == ""


class TestOverrides:
    def test_index_url_stands_alone(self, make_world: Make) -> None:
        environ = {
            "PIP_INDEX_URL": INDEX,
            "PIP_EXTRA_INDEX_URL": "https://x.invalid/s",
            "PIP_FIND_LINKS": "/w",
        }
        settings = read_clients(
            make_world(environ=environ), index_url="https://only.invalid/simple/"
        )
        assert urls(settings) == ["https://only.invalid/simple/"]
        assert settings.pypi[0].origin == "--index-url"

    def test_npm_registry_stands_alone(self, make_world: Make, tmp_path: Path) -> None:
        write(tmp_path / "home/.npmrc", "@corp:registry=https://corp.invalid/\n")
        world = make_world(environ={"PIP_INDEX_URL": INDEX})
        npm = read_clients(world, npm_registry="https://only.invalid").npm
        assert npm.registry_for("@corp/x") == "https://only.invalid/"

    @pytest.mark.parametrize("url", ["https://[::", "gopher://x/", "http://"])
    def test_a_bad_url_is_a_fault_to_show(self, make_world: Make, url: str) -> None:
        settings = read_clients(make_world(), index_url=url)
        assert not [place for place in settings.pypi if place.url.startswith("gopher")]
        assert settings.pypi or settings.pypi_fault


def program(folder: Path, name: str, text: str) -> None:
    path = write(folder / name, f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


class TestBuiltIn:
    def test_pips_own_default_is_asked_once(self, make_world: Make, tmp_path: Path) -> None:
        help_text = "echo '  -i, --index-url <url>  Base URL of the index (default'"
        help_text += "; echo '   https://own.invalid/simple). More'"
        program(tmp_path / "bin", "pip", f"echo x >> {tmp_path}/asked; {help_text}")
        world = make_world(environ={"PATH": f"{tmp_path}/bin:/bin:/usr/bin"})
        for _ in range(2):
            found = pip_default(world)
            assert found
            assert found.value == "https://own.invalid/simple"
        assert (tmp_path / "asked").read_text() == "x\n"

    def test_without_pip_on_the_path_there_is_one_beside_us(self, make_world: Make) -> None:
        found = pip_default(make_world(environ={"PATH": ""}))
        assert found
        assert found.value.startswith("https://")
        assert found.value.endswith("/simple")

    def test_npm_is_asked(self, make_world: Make, tmp_path: Path) -> None:
        program(tmp_path / "bin", "npm", "echo https://npm.invalid/")
        environ = {"PATH": f"{tmp_path}/bin", "PIP_INDEX_URL": INDEX}
        assert read(make_world(environ=environ)).npm.registry == "https://npm.invalid/"

    @pytest.mark.parametrize("text", ["exit 1", "echo nonsense", "kill -9 $$"])
    def test_a_broken_npm_is_no_registry(self, make_world: Make, tmp_path: Path, text: str) -> None:
        program(tmp_path / "bin", "npm", text)
        environ = {"PATH": f"{tmp_path}/bin", "PIP_INDEX_URL": INDEX}
        assert "npm" in read(make_world(environ=environ)).npm.fault


def test_the_longest_prefix_wins() -> None:
    settings = ClientSettings(
        credentials=(
            Credential("https://h.invalid/", "wide"),
            Credential("https://h.invalid/a/", "narrow"),
        )
    )
    assert settings.authorization("https://H.invalid:443/a/b") == "narrow"
    assert settings.authorization("https://h.invalid/ab") == "wide"


def test_no_registry_is_an_empty_url() -> None:
    assert NpmSettings().registry_for("@a/b") == ""

"""The index of a diffusers pipeline: from which libraries and files do its parts come?"""

from ostiary.core.regex import regex
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

_CLASS = "_class_name"
_PARTS = """
diffusers transformers onnxruntime peft
alt_diffusion audioldm audioldm2 blip_diffusion consistency_models deepfloyd_if flux kandinsky
latent_diffusion musicldm onnx_stable_diffusion paint_by_example shap_e stable_audio stable_cascade
stable_diffusion stable_diffusion_3 stable_diffusion_safe stable_diffusion_xl unclip unidiffuser
versatile_diffusion wuerstchen
"""
_OWN = frozenset(_PARTS.split())
"""Libraries of parts, and the folders of diffusers in which pipelines keep parts of their own."""
_NAME = regex(r"[A-Za-z_]\w*(?:\.\w+)*")


def pipeline(sheet: Sheet, whole: object) -> None:
    """Each part is `[library, class]`, imported by both names; the class of the pipeline may be so too."""
    if not isinstance(whole, dict) or _CLASS not in whole:
        return
    for key, pair in whole.items():
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
            continue
        library, name = pair
        if key == _CLASS:
            _say(sheet, f"the pipeline `{name}` comes from `{library}.py` of the repository")
            sheet.reach("module", f"{library.replace('.', '/')}.py")
        elif isinstance(name, str) and library.partition(".")[0] not in _OWN:
            if _NAME.fullmatch(library):
                sheet.reach("module", f"{key}/{library.replace('.', '/')}.py")
            _say(sheet, f"the part `{key}` is made by `{library}.{name}`, which loading imports")


def _say(sheet: Sheet, message: str) -> None:
    sheet.carries = Carries.CODE
    sheet.loader, sheet.plain_load = "diffusers", "trust_remote_code=False"
    sheet.odd(Topic.CODE, "pipeline-imports", message, gravity=Gravity.UNUSUAL)
